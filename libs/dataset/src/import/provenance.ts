import { z } from 'zod';
import { DATASET_FORMS } from './foreign.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where one picture of an imported data set came from. */
export const PictureOrigin = z.object({
  /** Below the imported folder: `train/images/a.jpg`. */
  name: z.string().min(1),
  source: z.string().min(1),
  originalPath: z.string().min(1),
  group: z.string().min(1),
  /** `null`: the source gave none; the file lies in train. */
  split: z.enum(['train', 'valid', 'test']).nullable(),
  fileSha256: Sha256,
  pixelSha256: Sha256,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  annotation: z.enum(['boxes', 'empty', 'none']),
});
export type PictureOrigin = z.infer<typeof PictureOrigin>;

export const QuarantinedFile = z.object({
  originalPath: z.string(),
  kind: z.string(),
  reason: z.string(),
  /** Where a copy lies, below the imported folder; absent where there was nothing to copy. */
  copy: z.string().optional(),
});
export type QuarantinedFile = z.infer<typeof QuarantinedFile>;

/** `provenance.json` of an imported data set. */
export const Provenance = z.object({
  format: z.literal(1),
  source: z.object({
    name: z.string(),
    kind: z.enum(['folder', 'archive']),
    form: z.enum(DATASET_FORMS),
    isRoboflow: z.boolean(),
  }),
  importedAtUtc: z.iso.datetime(),
  /** Class as the source named it -> class here; `null`: its boxes were left out. */
  classMap: z.record(z.string(), z.string().nullable()),
  classNames: z.array(z.string()),
  notes: z.array(z.string()),
  pictures: z.array(PictureOrigin),
  quarantine: z.array(QuarantinedFile),
});
export type Provenance = z.infer<typeof Provenance>;
