import type { OperatorDefinition } from './definition.ts';

export const normalizationOperators: Record<string, OperatorDefinition> = {
  // With given statistics; training differentiates the whole layer as one step (see batch-norm.ts).
  BatchNormalization: { infer: ([x]) => [{ dataType: x!.dataType, shape: x!.shape }] },
};
