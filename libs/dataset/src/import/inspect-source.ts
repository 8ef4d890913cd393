import type { DatasetForm, Refusal } from './foreign.ts';
import { mapInParallel } from './in-parallel.ts';
import { inspectPicture } from './inspect-picture.ts';
import type { InspectedPicture } from './inspect-picture.ts';
import { openPictureSource } from './picture-source.ts';
import type { PictureSource } from './picture-source.ts';
import { readOrigins } from './read-origins.ts';
import type { KnownOrigin } from './read-origins.ts';
import { readSource } from './read-source.ts';
import type { ReadSourceOptions } from './read-source.ts';
import { createGroupRule } from './source-group.ts';

export interface InspectOptions extends ReadSourceOptions {
  /** See createGroupRule. */
  readonly groupBy?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Everything that is known about a source once all its pictures were opened. */
export interface InspectedSource {
  readonly name: string;
  readonly kind: PictureSource['kind'];
  readonly form: DatasetForm;
  readonly isRoboflow: boolean;
  readonly classNames: readonly string[];
  readonly pictures: readonly InspectedPicture[];
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
  /** Where the pictures of an imported data set or of a version came from, by path. */
  readonly origins: ReadonlyMap<string, KnownOrigin>;
  /** Where a file of the source lies, valid until `close`; `undefined` for names that are no file of the source. */
  locate(path: string): string | undefined;
  /** Removes what was unpacked from an archive. */
  close(): Promise<void>;
}

const PICTURES_AT_ONCE = 4;

/**
 * Opens a folder or an archive in any known form and looks at every picture.
 * @throws InputError, NotFoundError: nothing there, an archive that is refused, a form that cannot be told
 */
export async function inspectSource(path: string, options: InspectOptions = {}): Promise<InspectedSource> {
  const source = await openPictureSource(path);
  try {
    const { tree, dataset } = await readSource(source.dir, options);
    const origins = await readOrigins(tree);
    const groupOf = createGroupRule(options.groupBy);
    let done = 0;
    const results = await mapInParallel(dataset.pictures, PICTURES_AT_ONCE, async (picture) => {
      const origin = origins.get(picture.path);
      const group =
        origin !== undefined && options.groupBy === undefined
          ? origin.group
          : groupOf(origin?.originalPath ?? picture.path);
      const split = origin === undefined ? picture.split : (origin.split ?? undefined);
      const annotation = picture.boxes.length === 0 ? (origin?.annotation ?? picture.annotation) : 'boxes';
      const result = await inspectPicture(
        { ...picture, split, annotation },
        { file: tree.locate(picture.path), group },
      );
      options.onProgress?.(++done, dataset.pictures.length);
      return result;
    });
    const { form, isRoboflow, classNames, notes } = dataset;
    return {
      ...{ name: source.name, kind: source.kind, form, isRoboflow, classNames, notes, origins },
      pictures: results.filter((result): result is InspectedPicture => !('reason' in result)),
      refusals: [...dataset.refusals, ...results.filter((result): result is Refusal => 'reason' in result)],
      locate: (path) => (tree.has(path) ? tree.locate(path) : undefined),
      close: source.close,
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
