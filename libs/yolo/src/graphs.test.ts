import { describe, expect, it } from 'vitest';
import { architectureOf } from './architecture.ts';
import { buildGradientGraph } from './gradient-graph.ts';
import { buildForwardGraph, buildInferenceGraph, foldBatchNorm } from './inference-graph.ts';
import { initializeParameters, layoutParameters, viewOf } from './parameters.ts';
import { buildTrainStep } from './train-step.ts';
import type { StepRole } from './train-step.ts';

const tiny = architectureOf('tiny', 5);
const layout = layoutParameters(tiny);
const shape = { batch: 2, height: 64, width: 96 };
const names = (values: readonly { name: string }[]) => values.map((value) => value.name);

describe('buildInferenceGraph', () => {
  const vectors = initializeParameters(tiny, layout, () => 0.3);

  it('is what a trap runs: pictures in, boxes and scores out, weights and metadata inside', () => {
    const graph = buildInferenceGraph(tiny, vectors, shape, { classes: '["a"]' });
    expect(graph.inputs).toEqual([{ name: 'images', dataType: 'float32', shape: [2, 3, 64, 96] }]);
    expect(graph.outputs).toEqual([{ name: 'predictions', dataType: 'float32', shape: [2, 9, 126] }]);
    expect(graph.metadata).toEqual({ classes: '["a"]' });
    expect(new Set(graph.nodes.map((node) => node.domain))).toEqual(new Set(['']));
  });

  it('has no batch norm left', () => {
    const graph = buildInferenceGraph(tiny, vectors, shape);
    expect(graph.nodes.map((node) => node.op)).not.toContain('BatchNormalization');
    const convolutions = graph.nodes.filter((node) => node.op === 'Conv');
    expect(convolutions).toHaveLength(63);
    expect(convolutions.every((node) => node.inputs.length === 3)).toBe(true);
  });
});

describe('foldBatchNorm', () => {
  it('scales each filter and moves the shift into a bias', () => {
    const vectors = initializeParameters(tiny, layout, () => 0.3);
    const set = (name: string, value: number) => (viewOf(vectors, layout.byName.get(name)!)[1] = value);
    set('model.0.bn.weight', 3);
    set('model.0.bn.bias', -1);
    set('model.0.bn.running_mean', 0.5);
    set('model.0.bn.running_var', 4 - 1e-3);
    const folded = foldBatchNorm(layout, vectors);
    const weight = viewOf(vectors, layout.byName.get('model.0.conv.weight')!);
    expect(folded.get('model.0.conv.weight')![27]).toBeCloseTo(weight[27]! * 1.5, 6);
    expect(folded.get('model.0.conv.weight')![0]).toBeCloseTo(weight[0]! / Math.sqrt(1 + 1e-3), 6);
    expect(folded.get('model.0.conv.bias')![1]).toBeCloseTo(-1.75, 6);
    expect(folded.get('model.22.cv2.0.2.bias')![0]).toBe(1);
  });

  it('leaves the weights that training goes on with as they are', () => {
    const vectors = initializeParameters(tiny, layout, () => 0.3);
    const before = structuredClone(vectors);
    foldBatchNorm(layout, vectors).forEach((tensor) => tensor.fill(0));
    expect(vectors).toEqual(before);
  });
});

describe('buildForwardGraph', () => {
  it('yields head maps of all three strides, whatever the picture size', () => {
    const { graph } = buildForwardGraph(tiny, 'training', shape);
    const shapes = Object.fromEntries(graph.outputs.map((output) => [output.name, output.shape]));
    expect(shapes).toEqual({
      decoded: [2, 9, 126],
      p3: [2, 69, 8, 12],
      p4: [2, 69, 4, 6],
      p5: [2, 69, 2, 3],
    });
  });
});

describe('buildTrainStep', () => {
  const build = (role: StepRole) => buildTrainStep(tiny, { ...shape, maxBoxes: 4 }, role).graph;
  const step = build('step');
  const vectors = (prefix: string, groups: string[]) => groups.map((group) => `${prefix}${group}`);
  const trained = ['weight', 'bn', 'bias'];
  const everything = [...trained, 'statistic'];

  it('takes and yields the whole state in one step', () => {
    const { inputs, outputs } = step;
    const state = [...everything, ...vectors('momentum.', trained), ...vectors('ema.', everything)];
    expect(new Set(names(inputs))).toEqual(
      new Set([
        ...['images', 'truthBoxes', 'truthClasses', 'momentum', 'weightDecay', 'emaDecay'],
        ...vectors('learningRate.', trained),
        ...state,
      ]),
    );
    expect(new Set(names(outputs))).toEqual(
      new Set([...vectors('next.', state), 'lossParts', 'loss', 'gradientNorm']),
    );
  });

  it('changes only sums and running statistics while gradients are summed', () => {
    const { inputs, outputs } = build('accumulate');
    expect(names(inputs)).not.toContain('learningRate.weight');
    expect(new Set(names(outputs))).toEqual(
      new Set([
        ...vectors('next.gradient.', trained),
        ...['next.statistic', 'lossParts', 'loss', 'gradientNorm'],
      ]),
    );
  });

  it('takes the sum into the step that ends it', () => {
    const { inputs, outputs } = build('step-with-accumulated');
    expect(names(inputs)).toEqual(expect.arrayContaining(vectors('gradient.', trained)));
    expect(new Set(names(outputs))).toEqual(new Set(names(step.outputs)));
  });

  it('gives every trained tensor a gradient of its shape', () => {
    const { graph } = buildGradientGraph(tiny, { ...shape, maxBoxes: 4 });
    const shapes = new Map(graph.outputs.map((output) => [output.name, output.shape]));
    for (const spec of layout.specs) {
      const expected = spec.group === 'statistic' ? undefined : spec.shape;
      expect([spec.name, shapes.get(`grad.${spec.name}`)]).toEqual([spec.name, expected]);
    }
  });
});
