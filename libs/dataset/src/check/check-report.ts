import type { Refusal } from '../import/foreign.ts';
import type { FindingKind } from '../import/judge-boxes.ts';
import type { SplitName } from '../yolo-dataset.ts';

/** A split as a source gives it; `none` where it gives none. */
export type SplitLabel = SplitName | 'none';

export interface SplitBalance {
  readonly split: SplitLabel;
  readonly pictures: number;
  /** Pictures without a box. */
  readonly background: number;
  readonly groups: number;
  /** Boxes of each class. */
  readonly boxes: Readonly<Record<string, number>>;
}

export interface ReportedPicture {
  readonly path: string;
  readonly split: SplitLabel;
}

export interface DuplicateSet {
  readonly pictures: readonly ReportedPicture[];
  readonly isAcrossSplits: boolean;
  /** `false`: the same pixels with different boxes; one of them is wrong. */
  readonly hasSameLabels: boolean;
}

export interface NearDuplicatePair {
  readonly pictures: readonly [ReportedPicture, ReportedPicture];
  /** Correlation of 32 x 32 sketches, 0.93..1. */
  readonly similarity: number;
  readonly isTurned: boolean;
  readonly isAcrossSplits: boolean;
}

export interface CheckReport {
  readonly format: 1;
  readonly source: string;
  readonly form: string;
  readonly isRoboflow: boolean;
  readonly pictures: number;
  readonly refused: number;
  readonly boxes: number;
  readonly background: number;
  /** Pictures that no label file speaks of. */
  readonly unlabelled: number;
  readonly groups: number;
  readonly classNames: readonly string[];
  readonly splits: readonly SplitBalance[];
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly pictures: number }[];
  readonly refusals: readonly Refusal[];
  readonly findings: readonly {
    readonly kind: FindingKind;
    readonly path: string;
    readonly message: string;
  }[];
  readonly backgrounds: readonly ReportedPicture[];
  readonly duplicates: readonly DuplicateSet[];
  readonly nearDuplicates: readonly NearDuplicatePair[];
  readonly groupsAcrossSplits: readonly {
    readonly group: string;
    readonly pictures: readonly ReportedPicture[];
  }[];
  readonly thresholds: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  /** What a person should act on, the worst first; empty when the set is fine. */
  readonly warnings: readonly string[];
}
