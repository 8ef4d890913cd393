export { promoteToCandidate, promoteToChampion } from './promote-model.ts';
export { getModelVersion, listModelVersions, readModelVersion } from './read-model-versions.ts';
export { findChampion, recordComparison } from './record-comparison.ts';
export type { RecordComparisonInput } from './record-comparison.ts';
export { registerModelVersion } from './register-model-version.ts';
export type { RegisteredVersion, RegisterModelVersionInput } from './register-model-version.ts';
