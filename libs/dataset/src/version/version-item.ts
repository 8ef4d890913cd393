import type { InspectedPicture } from '../import/inspect-picture.ts';
import type { InspectedSource } from '../import/inspect-source.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { YoloLabel } from '../yolo-label.ts';

/** A picture with everything that a version fixes. */
export interface VersionItem {
  readonly source: InspectedSource;
  readonly picture: InspectedPicture;
  readonly labels: readonly YoloLabel[];
  readonly split: SplitName;
  /** Joined with equal pictures, unique over all sources. */
  readonly group: string;
}
