export type { CompiledGraph, CompileOptions, GraphEngine, NamedTensor } from './engine.ts';
export type { Attribute, DataType, Graph, GraphNode, Initializer, Shape, TensorData, ValueInfo } from './graph.ts';
