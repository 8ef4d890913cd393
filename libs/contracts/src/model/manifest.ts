import { CLASS_NAMES } from '@natiu/domain';
import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits');

const Share = z.number().min(0).max(1);

/** Travels beside every `.onnx` file: `<name>.onnx` + `<name>.manifest.json`. */
export const ModelManifest = z.strictObject({
  schema: z.literal(1),
  name: z.string().min(1).max(80),
  file: z.string().min(1),
  sha256: Sha256,
  bytes: z.int().positive(),
  architecture: z.string(),
  classes: z.tuple([
    z.literal(CLASS_NAMES[0]),
    z.literal(CLASS_NAMES[1]),
    z.literal(CLASS_NAMES[2]),
    z.literal(CLASS_NAMES[3]),
    z.literal(CLASS_NAMES[4]),
  ]),
  imageSize: z.int().positive(),
  weightsDataType: z.enum(['float32', 'float16']),
  thresholds: z.strictObject({ confidence: Share, iou: Share, maxDetections: z.int().positive() }),
  data: z.strictObject({
    /** Said plainly wherever a figure of this model is shown. */
    kind: z.enum(['rendered', 'olive fruit flies', 'mosquitoes', 'other']),
    version: z.string(),
    seed: z.int().optional(),
  }),
  run: z.strictObject({
    command: z.string(),
    seed: z.int(),
    epochs: z.int(),
    startedAtUtc: z.iso.datetime(),
  }),
  metrics: z.strictObject({
    split: z.string(),
    map50: Share,
    map50To95: Share,
    perClass: z.record(z.string(), z.strictObject({ ap50: Share, ap50To95: Share })),
  }),
});
export type ModelManifest = z.infer<typeof ModelManifest>;
