export * as ops from './functions.ts';
export { float, floatOf, int, intOf, ints, intsOf, text } from './attributes.ts';
export { batchNormInEvaluation, batchNormInTraining } from './batch-norm.ts';
export type { BatchNormOutputs } from './batch-norm.ts';
export type { CompiledGraph, CompileOptions, GraphEngine, NamedTensor } from './engine.ts';
export type {
  Attribute,
  DataType,
  Graph,
  GraphNode,
  Initializer,
  Shape,
  TensorData,
  ValueInfo,
} from './graph.ts';
export { GraphBuilder } from './graph-builder.ts';
export { listOperators } from './operators/registry.ts';
export { replaceOperators } from './replace-operators.ts';
export type { ReplacedNode, Replacement } from './replace-operators.ts';
export { gradientsOf } from './reverse-mode.ts';
export { elementCount } from './value.ts';
export type { Value } from './value.ts';
