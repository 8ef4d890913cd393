export { architectureOf, REG_MAX, STRIDES, VARIANT_NAMES } from './architecture.ts';
export type { Architecture, VariantName } from './architecture.ts';
export type { GroundTruth } from './assigner.ts';
export type { FurtherLoss, StepOptions, StepShape, StudentOutputs } from './differentiate.ts';
export { buildGradientGraph } from './gradient-graph.ts';
export { BATCH_NORM_EPSILON } from './forward.ts';
export type { FlatHeads } from './head-maps.ts';
export {
  buildForwardGraph,
  buildInferenceGraph,
  buildTeacherGraph,
  foldBatchNorm,
} from './inference-graph.ts';
export type { PictureShape } from './inference-graph.ts';
export { DEFAULT_GAINS } from './loss.ts';
export type { LossGains } from './loss.ts';
export { buildLossGraph } from './loss-graph.ts';
export { TRAINED_GROUPS } from './optimizer.ts';
export { packTruth, packWeights } from './pack-truth.ts';
export type { TruthBox } from './pack-truth.ts';
export {
  copyVectors,
  countParameters,
  DFL_WEIGHT_NAME,
  emptyVectors,
  initializeParameters,
  layoutParameters,
  PARAMETER_GROUPS,
  viewOf,
} from './parameters.ts';
export type { ParameterGroup, ParameterLayout, ParameterSpec, ParameterVectors } from './parameters.ts';
export { effectiveWeightDecay, emaDecayAt, scheduleAt, warmupBatches } from './schedule.ts';
export type { ScheduleSettings, ScheduleState } from './schedule.ts';
export { buildTrainStep } from './train-step.ts';
export type { StepRole } from './train-step.ts';
export { neckChannels } from './walk-network.ts';
