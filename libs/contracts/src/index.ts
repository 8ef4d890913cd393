export {
  TrapId,
  countsTopic,
  heartbeatTopic,
  eventsTopic,
  committedTopic,
  upstreamFilter,
  parseUpstreamTopic,
  TOPIC_ROOT,
} from './device/topics.ts';
export {
  MAX_BATCH_BYTES,
  MAX_PAYLOAD_BYTES,
  ClassCountsSchema,
  CountMessage,
  HeartbeatMessage,
  EventMessage,
  DeviceMessage,
  DeviceBatch,
  CommittedWatermark,
} from './device/messages.ts';
export {
  FullModelManifest,
  ModelManifest,
  ModelSignature,
  ParityResult,
  PictureKind,
  PlainModelManifest,
  ReferencePicture,
  Sha256,
} from './model/manifest.ts';
export * from './model/registry.ts';
export * from './research/dataset.ts';
export * from './research/review.ts';
export * from './research/run.ts';
export { HealthResponse } from './api/health.ts';
export { OverviewInput, PERIODS, Period } from './api/overview.ts';
export type { DataKind, ModelProvenance, Overview, SeriesPoint, SiteSummary } from './api/overview.ts';
export type { ModelRow, PersonRow, TrapRow } from './api/fleet.ts';
