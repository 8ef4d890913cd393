import { describeError } from '@natiu/errors';
import { lookAtFolder } from './look-at-folder.ts';
import type { PictureSource, ProcessedPictures, SourcePicture } from './picture-source.ts';

export interface FolderOptions {
  readonly folder: string;
  readonly pollSeconds: number;
  readonly done: ProcessedPictures;
  /** Milliseconds since 1970, as files are stamped. */
  readonly nowMs?: () => number;
}

/** A file that nobody has touched for this long is not being written any more. */
const SETTLED_MS = 10_000;

/**
 * Watches a folder by looking into it: works on every file system, network shares included. A picture is offered when
 * its size and time were the same at two looks, so that a half-written one is left in peace.
 */
export function createFolderSource(options: FolderOptions): PictureSource {
  const { folder, done, nowMs = Date.now } = options;
  const pollMs = options.pollSeconds * 1000;
  let seen = new Map<string, string>();
  let waiting: SourcePicture[] = [];

  const look = async () => {
    const found = (await lookAtFolder(folder, 0)).filter((picture) => !done.isDone(picture));
    const before = seen;
    seen = new Map(found.map((picture) => [picture.name, stampOf(picture)]));
    waiting = found.filter(
      (picture) => before.get(picture.name) === stampOf(picture) || nowMs() - picture.modifiedMs > SETTLED_MS,
    );
  };

  return {
    async next() {
      while (waiting[0] && done.isDone(waiting[0])) waiting.shift();
      if (waiting.length === 0) {
        try {
          await look();
        } catch (error) {
          return { kind: 'unavailable', reason: describeError(error), ms: pollMs };
        }
      }
      return waiting[0] ? { kind: 'picture', picture: waiting[0] } : { kind: 'wait', ms: pollMs };
    },
  };
}

function stampOf({ sizeBytes, modifiedMs }: SourcePicture): string {
  return `${sizeBytes}/${modifiedMs}`;
}
