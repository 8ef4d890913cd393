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
