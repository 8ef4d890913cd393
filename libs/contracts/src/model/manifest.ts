import { CLASS_NAMES } from '@natiu/domain';
import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits');

const Share = z.number().min(0).max(1);

/** What pictures show. */
export const PictureKind = z.enum(['rendered', 'olive fruit flies', 'mosquitoes', 'other']);
export type PictureKind = z.infer<typeof PictureKind>;

/** A name inside the package's own folder: nothing that could lead out of it. */
const PlainFile = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a plain file name without folders is expected');

const fields = {
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
    kind: PictureKind,
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
};

/**
 * The exported file beside the graph that was trained, on the same pictures: a file that computes something else
 * must not be registered. Differences are the largest ones that were seen.
 */
export const ParityResult = z.strictObject({
  pictures: z.int().positive(),
  /** Class scores, 0..1. */
  largestScoreDifference: z.number().min(0),
  /** Box corners as a share of the picture's side. */
  largestBoxDifference: z.number().min(0),
  /** What the two differences may be at most. */
  tolerance: z.strictObject({ score: z.number().positive(), box: z.number().positive() }),
  passed: z.boolean(),
  checkedAtUtc: z.iso.datetime(),
});
export type ParityResult = z.infer<typeof ParityResult>;

/** A picture inside the package and what the model finds on it: a trap can check itself before it switches. */
export const ReferencePicture = z.strictObject({
  file: PlainFile,
  sha256: Sha256,
  bytes: z.int().positive(),
  detections: z.array(
    z.strictObject({
      class: z.enum(CLASS_NAMES),
      confidence: Share,
      /** Pixels of the picture: left, top, right, bottom. */
      boxXyxy: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    }),
  ),
});
export type ReferencePicture = z.infer<typeof ReferencePicture>;

/** `<name>.onnx` + `<name>.manifest.json`: enough to run a model, not enough to register it. */
export const PlainModelManifest = z.strictObject({ schema: z.literal(1), ...fields });
export type PlainModelManifest = z.infer<typeof PlainModelManifest>;

/** What is signed: with it come `<name>.signature.json` and the reference pictures. */
export const FullModelManifest = z.strictObject({
  schema: z.literal(2),
  ...fields,
  file: PlainFile,
  parity: ParityResult,
  reference: z.array(ReferencePicture).min(1).max(16),
});
export type FullModelManifest = z.infer<typeof FullModelManifest>;

/** Travels beside every `.onnx` file: `<name>.onnx` + `<name>.manifest.json`. */
export const ModelManifest = z.discriminatedUnion('schema', [PlainModelManifest, FullModelManifest]);
export type ModelManifest = z.infer<typeof ModelManifest>;

/** `<name>.signature.json`: over the very bytes of the manifest file, which names the SHA-256 of all others. */
export const ModelSignature = z.strictObject({
  schema: z.literal(1),
  algorithm: z.literal('Ed25519'),
  /** First 16 hexadecimal digits of the SHA-256 of the public key (DER, SPKI). */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  manifestSha256: Sha256,
  signature: z.string().regex(/^[0-9a-f]{128}$/, 'an Ed25519 signature is 128 hexadecimal digits'),
});
export type ModelSignature = z.infer<typeof ModelSignature>;
