import { CLASS_NAMES } from '@natiu/domain';
import { z } from 'zod';
import { PictureKind, Sha256 } from '../model/manifest.ts';

export const SPLITS = ['train', 'valid', 'test'] as const;
export const Split = z.enum(SPLITS);
export type Split = z.infer<typeof Split>;

export const BOX_STATES = ['proposed', 'accepted', 'rejected'] as const;
export type BoxState = (typeof BOX_STATES)[number];
export const BOX_ORIGINS = ['import', 'model', 'person'] as const;
export type BoxOrigin = (typeof BOX_ORIGINS)[number];
export const PICTURE_SOURCES = ['upload', 'trap'] as const;
export type PictureSource = (typeof PICTURE_SOURCES)[number];

const Name = z
  .string()
  .trim()
  .min(1, 'a name is needed')
  .max(80, 'at most 80 characters')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'letters, digits, spaces, dots, dashes');

export const CreateDatasetInput = z.strictObject({
  name: Name,
  description: z.string().trim().max(500).default(''),
  kind: PictureKind.default('other'),
});
export type CreateDatasetInput = z.infer<typeof CreateDatasetInput>;

export const DatasetIdInput = z.strictObject({ datasetId: z.uuid() });
export type DatasetIdInput = z.infer<typeof DatasetIdInput>;

/** Objects were put into the store by the upload route, which answers `{ sha256, bytes, name }`. */
export const UploadedFile = z.strictObject({ sha256: Sha256, name: z.string().min(1).max(255) });
export type UploadedFile = z.infer<typeof UploadedFile>;

/** One archive (.zip, .tar, .tgz) or some pictures; a worker reads them and reports what it found. */
export const ImportUploadInput = z.strictObject({
  datasetId: z.uuid(),
  files: z.array(UploadedFile).min(1).max(500),
  /** Foreign class names to ours, such as `{ "Hembra": "Female" }`; `-` leaves the boxes of a class out. */
  classMap: z.record(z.string().min(1).max(120), z.enum([...CLASS_NAMES, '-'])).default({}),
});
export type ImportUploadInput = z.infer<typeof ImportUploadInput>;

/** Of what a person looks at; everything that is given must hold. Confidence and class concern single boxes. */
export const PictureFilter = z.strictObject({
  className: z.enum(CLASS_NAMES).optional(),
  minConfidence: z.number().min(0).max(1).optional(),
  maxConfidence: z.number().min(0).max(1).optional(),
  state: z.enum(BOX_STATES).optional(),
  split: Split.optional(),
  siteId: z.uuid().optional(),
  trapId: z.string().max(128).optional(),
  source: z.enum(PICTURE_SOURCES).optional(),
  fromUtc: z.iso.datetime().optional(),
  toUtc: z.iso.datetime().optional(),
});
export type PictureFilter = z.infer<typeof PictureFilter>;

export const BrowsePicturesInput = z.strictObject({
  datasetId: z.uuid(),
  /** As it was frozen; without it, as it is now. */
  versionId: z.uuid().optional(),
  filter: PictureFilter.default({}),
  limit: z.int().min(1).max(200).default(48),
  /** `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
});
export type BrowsePicturesInput = z.infer<typeof BrowsePicturesInput>;

export const FreezeVersionInput = z.strictObject({
  datasetId: z.uuid(),
  note: z.string().trim().max(500).default(''),
});
export type FreezeVersionInput = z.infer<typeof FreezeVersionInput>;

export type BoxRow = {
  id: string;
  className: string;
  /** Shares of the picture's width and height: centre, then size. */
  cx: number;
  cy: number;
  w: number;
  h: number;
  confidence: number | null;
  origin: BoxOrigin;
  state: BoxState;
  /** Grows with every change; a decision names the one that it was made on. */
  revision: number;
  decidedBy: string | null;
  decidedAt: string | null;
};

export type PictureRow = {
  id: string;
  name: string;
  width: number;
  height: number;
  source: PictureSource;
  split: Split | null;
  group: string | null;
  trapId: string | null;
  siteName: string | null;
  capturedAt: string | null;
  boxes: BoxRow[];
};

export type PicturePage = { pictures: PictureRow[]; total: number; nextCursor: string | null };

export type DatasetCounts = {
  pictures: number;
  bySplit: Record<Split | 'none', number>;
  /** Accepted boxes by class. */
  boxes: Record<string, number>;
  proposed: number;
};

export type DatasetRow = {
  id: string;
  name: string;
  description: string;
  kind: PictureKind;
  createdBy: string | null;
  createdAt: string;
  counts: DatasetCounts;
  versions: number;
  latestVersionId: string | null;
};

export type DatasetVersionRow = {
  id: string;
  datasetId: string;
  datasetName: string;
  version: number;
  contentHash: string;
  parentId: string | null;
  note: string;
  counts: DatasetCounts;
  createdBy: string | null;
  createdAt: string;
};

/** What a version changed against its parent: what the reviewers' labels did. */
export type VersionChange = {
  picturesAdded: number;
  picturesRemoved: number;
  picturesRelabelled: number;
  boxesAdded: Record<string, number>;
  boxesRemoved: Record<string, number>;
};

export type DatasetDetail = DatasetRow & {
  versionRows: (DatasetVersionRow & { change: VersionChange | null })[];
  /** Newest first; each is a run of kind `import` or `propose`. */
  jobs: { runId: string; kind: string; state: string; at: string; error: string | null; result: unknown }[];
};
