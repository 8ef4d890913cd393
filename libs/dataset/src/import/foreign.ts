import type { SplitName } from '../yolo-dataset.ts';
import type { FileTree } from './file-tree.ts';

export const DATASET_FORMS = ['yolo', 'coco', 'voc', 'pictures'] as const;
export type DatasetForm = (typeof DATASET_FORMS)[number];

/** A box as a file gave it: not yet checked against the picture. */
export interface ForeignBox {
  readonly className: string;
  /** Corners x1, y1, x2, y2; shares of the upright picture or its pixels, as the picture's `unit` says. */
  readonly xyxy: readonly [number, number, number, number];
  /** File and line, or file and entry: for messages. */
  readonly where: string;
}

export interface ForeignPicture {
  /** Below the source's folder, forward slashes. */
  readonly path: string;
  readonly split?: SplitName;
  readonly unit: 'share' | 'pixel';
  readonly boxes: readonly ForeignBox[];
  /** `none`: nothing says whether it shows insects; `empty`: an annotation that lists none. */
  readonly annotation: 'boxes' | 'empty' | 'none';
  /** The size the annotation was made for. */
  readonly declaredSize?: { readonly width: number; readonly height: number };
  /** What is worth a word, such as outlines that became boxes. */
  readonly notes: readonly string[];
}

/** A file that is not taken over, and why. */
export interface Refusal {
  readonly path: string;
  readonly kind: RefusalKind;
  readonly reason: string;
}
export type RefusalKind = 'link' | 'unreadable' | 'labels' | 'missing-picture' | 'missing-annotation';

export interface ForeignDataset {
  readonly form: DatasetForm;
  /** Exported by Roboflow: one original occurs as several variants, `name_jpg.rf.<hash>.jpg`. */
  readonly isRoboflow: boolean;
  /** All classes that are named, in the order of the file; not all need occur. */
  readonly classNames: readonly string[];
  readonly pictures: readonly ForeignPicture[];
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** Names by label number, for YOLO folders that have no list of names. */
  readonly classNames?: readonly string[];
}

/** What a reader of one form gives; the rest is the same for all. */
export type ReadResult = Omit<ForeignDataset, 'form' | 'isRoboflow'>;

export type ReadForm = (tree: FileTree, options: ReadOptions) => Promise<ReadResult>;
