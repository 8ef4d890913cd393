import { GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import { differentiate } from './differentiate.ts';
import type { StepOptions, StepShape } from './differentiate.ts';
import { TRAINED_GROUPS } from './optimizer.ts';
import { layoutParameters } from './parameters.ts';
import type { ParameterLayout } from './parameters.ts';

/**
 * The step's inside, for parity checks: head maps, loss, assignment and the gradient of every trained tensor
 * (`grad.<name>`), without clipping or update.
 */
export function buildGradientGraph(
  architecture: Architecture,
  settings: StepShape & StepOptions,
): { graph: Graph; layout: ParameterLayout } {
  const builder = new GraphBuilder();
  const layout = layoutParameters(architecture);
  const { outputs, loss, gradients } = differentiate(builder, architecture, layout, settings);
  const named: Record<string, Value> = { loss: ops.reshape(loss.total, [1]), lossParts: loss.parts };
  outputs.heads.forEach((level, i) => (named[`head.p${i + 3}`] = ops.concat([level.box, level.cls], 1)));
  for (const [name, value] of Object.entries(loss.assignment)) named[`assign.${name}`] = value;
  for (const group of TRAINED_GROUPS) {
    const specs = layout.specs.filter((spec) => spec.group === group);
    specs.forEach((spec, i) => (named[`grad.${spec.name}`] = gradients[group][i]!));
  }
  return { graph: builder.build(`yolov8${architecture.name}-gradients`, named), layout };
}
