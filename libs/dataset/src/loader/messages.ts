import type { ErrorCode } from '@natiu/errors';
import type { AugmentationPlan } from '../augment/plan.ts';
import type { YoloLabel } from '../yolo-label.ts';
import type { SharedPictureCache } from './picture-cache.ts';

/** What a worker thread gets once. */
export interface WorkerSetup {
  readonly files: readonly string[];
  readonly labels: readonly (readonly YoloLabel[])[];
  readonly imageSize: number;
  readonly seed: number;
  readonly plan: AugmentationPlan;
  readonly cache: SharedPictureCache;
}

export interface BatchRequest {
  readonly epoch: number;
  readonly mosaic: boolean;
  /** Pictures of the batch, as positions in the split. */
  readonly indices: readonly number[];
}

export interface BatchResult {
  /** [B, 3, S, S] uint8 RGB */
  readonly images: Uint8Array;
  readonly labels: readonly (readonly YoloLabel[])[];
}

export type WorkerRequest = BatchRequest & { readonly job: number };

export type WorkerReply =
  | ({ readonly job: number; readonly ok: true } & BatchResult)
  | { readonly job: number; readonly ok: false; readonly code: ErrorCode; readonly message: string };
