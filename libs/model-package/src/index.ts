export { loadModelPackage, manifestFileOf, DEFAULT_THRESHOLDS } from './load-model-package.ts';
export type { LoadedModelPackage } from './load-model-package.ts';
export { writeModelPackage } from './write-model-package.ts';
export type { ManifestFields, WrittenModelPackage } from './write-model-package.ts';
