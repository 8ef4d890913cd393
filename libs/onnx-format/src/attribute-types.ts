import type { Attribute } from '@natiu/tensor-graph';

/** ONNX's numbers for the kinds of attribute that a graph can hold. */
export const ATTRIBUTE_TYPES: Readonly<Record<Attribute['kind'], number>> = {
  float: 1,
  int: 2,
  string: 3,
  floats: 6,
  ints: 7,
};

/** A tensor attribute; allowed only as the value of a `Constant` node. */
export const TENSOR_ATTRIBUTE = 4;

/** Kinds that are refused, by name. */
export const FOREIGN_ATTRIBUTES: Readonly<Record<number, string>> = {
  4: 'a tensor',
  5: 'a sub-graph',
  8: 'strings',
  9: 'tensors',
  10: 'sub-graphs',
  11: 'a sparse tensor',
  12: 'sparse tensors',
  13: 'a type',
  14: 'types',
};
