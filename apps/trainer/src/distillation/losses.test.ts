import {
  adapterSize,
  boxDistillation,
  channelWiseDistillation,
  classDistillation,
  createDistillationLoss,
  layoutAdapter,
  projectedDistillation,
} from '@natiu/distillation';
import type { DistillationSettings } from '@natiu/distillation';
import { InputError } from '@natiu/errors';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import { gradientsOf, GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../training/random.ts';
import {
  boxDivergence,
  channelWiseDivergence,
  classDivergence,
  projectedDifference,
} from './plain-losses.ts';

/** float32 against double precision; a wrong term or factor is off by far more. */
const TOLERANCE = 2e-5;
const SHAPE = { batch: 2, classes: 3, anchors: 6 };
const LEVELS = [
  [2, 4, 3, 2],
  [2, 4, 1, 2],
];

const random = createRandom(5);
const draw = (count: number, spread: number) =>
  Float32Array.from({ length: count }, () => (2 * random() - 1) * spread);
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

type Inputs = Record<string, Float32Array>;
interface Trial {
  readonly shapes: Record<string, readonly number[]>;
  readonly values: Inputs;
  /** What the gradient is taken of. */
  readonly students: readonly string[];
  build(inputs: Record<string, Value>): Value;
  /** The same in double precision, without graphs. */
  plain(values: Record<string, ArrayLike<number>>): number;
}

async function runTrial({ shapes, values, students, build }: Trial) {
  const builder = new GraphBuilder();
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, builder.input(name, 'float32', shape)]),
  );
  const loss = build(inputs);
  const gradients = gradientsOf(
    loss,
    students.map((name) => inputs[name]),
  );
  const outputs: Record<string, Value> = { loss: ops.reshape(loss, [1]) };
  gradients.forEach((gradient, i) => (outputs[`d.${students[i]}`] = gradient));
  const graph = await createOnnxEngine().compile(builder.build('trial', outputs), {
    threads: 1,
    spin: false,
  });
  return (await graph.run(values).finally(() => graph.release())) as Inputs;
}

/** Largest error of the gradient against central differences of the plain computation, relative to its largest part. */
function gradientError(trial: Trial, name: string, gradient: Float32Array): number {
  const step = 1e-4;
  const slopes = Array.from(gradient, (_, i) => {
    const at = (by: number) => {
      const moved = Float64Array.from(trial.values[name]);
      moved[i] += by;
      return trial.plain({ ...trial.values, [name]: moved });
    };
    return (at(step) - at(-step)) / (2 * step);
  });
  const largest = Math.max(...slopes.map(Math.abs));
  expect(largest).toBeGreaterThan(1e-4);
  return Math.max(...slopes.map((slope, i) => Math.abs(slope - gradient[i]))) / largest;
}

const { batch, classes, anchors } = SHAPE;
const response = {
  shapes: {
    cls: [batch, classes, anchors],
    box: [batch, 64, anchors],
    teacherCls: [batch, classes, anchors],
    teacherBox: [batch, 64, anchors],
  },
  values: {
    cls: draw(batch * classes * anchors, 3),
    box: draw(batch * 64 * anchors, 2),
    teacherCls: draw(batch * classes * anchors, 3),
    teacherBox: draw(batch * 64 * anchors, 2),
  },
};
const names = LEVELS.map((_, level) => `student${level}`);
const teachers = LEVELS.map((_, level) => `teacher${level}`);
const positions = LEVELS.reduce((sum, [, , height, width]) => sum + height * width, 0);
const features = {
  shapes: {
    ...Object.fromEntries(LEVELS.map((shape, level) => [names[level], shape])),
    ...Object.fromEntries(LEVELS.map((shape, level) => [teachers[level], shape])),
    confidence: [batch, 1, positions],
  },
  values: {
    ...Object.fromEntries(LEVELS.map((shape, level) => [names[level], draw(sizeOf(shape), 2)])),
    ...Object.fromEntries(LEVELS.map((shape, level) => [teachers[level], draw(sizeOf(shape), 2)])),
    confidence: draw(batch * positions, 1).map(Math.abs),
  },
  students: names,
};
const listed = <T>(from: Record<string, T>, wanted: readonly string[]) => wanted.map((name) => from[name]);

// Some anchors lie below each threshold and some above it.
const TRIALS: Record<string, Trial> = {
  'class scores': {
    ...response,
    students: ['cls'],
    build: (x) => classDistillation(x.cls, x.teacherCls, { temperature: 2.5, threshold: 0.8 }),
    plain: (x) => classDivergence(x.cls, x.teacherCls, SHAPE, { temperature: 2.5, threshold: 0.8 }),
  },
  'class scores of every anchor': {
    ...response,
    students: ['cls'],
    build: (x) => classDistillation(x.cls, x.teacherCls, { temperature: 1, threshold: 0 }),
    plain: (x) => classDivergence(x.cls, x.teacherCls, SHAPE, { temperature: 1, threshold: 0 }),
  },
  'box distributions': {
    ...response,
    students: ['box'],
    build: (x) =>
      boxDistillation(x.box, { box: x.teacherBox, cls: x.teacherCls }, { temperature: 2, threshold: 0.8 }),
    plain: (x) =>
      boxDivergence({ student: x.box, teacher: x.teacherBox, teacherClasses: x.teacherCls }, SHAPE, {
        temperature: 2,
        threshold: 0.8,
      }),
  },
  'channel-wise features': {
    ...features,
    build: (x) => channelWiseDistillation(listed(x, names), listed(x, teachers), 1.5),
    plain: (x) => channelWiseDivergence(listed(x, names), listed(x, teachers), LEVELS, 1.5),
  },
  'projected features': {
    ...features,
    build: (x) => projectedDistillation(listed(x, names), listed(x, teachers), x.confidence),
    plain: (x) => projectedDifference(listed(x, names), listed(x, teachers), LEVELS, x.confidence),
  },
};

describe.each(Object.entries(TRIALS))('the distillation loss of %s', (_name, trial) => {
  it('and its gradient equal a computation without graphs and its central differences', async () => {
    const out = await runTrial(trial);
    const expected = trial.plain(trial.values);
    expect(expected).toBeGreaterThan(0.01);
    expect(Math.abs(out.loss[0] / expected - 1)).toBeLessThan(TOLERANCE);
    for (const name of trial.students)
      expect(gradientError(trial, name, out[`d.${name}`])).toBeLessThan(TOLERANCE);
  });

  it('is 0, with no gradient, where student and teacher agree', async () => {
    const twin: Record<string, string> = { cls: 'teacherCls', box: 'teacherBox' };
    names.forEach((name, level) => (twin[name] = teachers[level]));
    const agreed = Object.fromEntries(trial.students.map((name) => [name, trial.values[twin[name]]]));
    const out = await runTrial({ ...trial, values: { ...trial.values, ...agreed } });
    expect(Math.abs(out.loss[0])).toBeLessThan(1e-6);
    for (const name of trial.students) expect(Math.max(...out[`d.${name}`].map(Math.abs))).toBeLessThan(1e-6);
  });
});

describe('the loss of a teacher without a sure anchor', () => {
  it('is 0 and not a division by zero', async () => {
    const trial = TRIALS['class scores'];
    const unsure = { ...trial.values, teacherCls: trial.values.teacherCls.map(() => -20) };
    const out = await runTrial({ ...trial, values: unsure });
    expect(out.loss[0]).toBe(0);
    expect(out['d.cls'].every((value) => value === 0)).toBe(true);
  });
});

describe('createDistillationLoss', () => {
  const off = { gain: 0, temperature: 1, threshold: 0 };
  const none = { kind: 'none', gain: 0, temperature: 1 } as const;
  const studentOf = (builder: GraphBuilder) => ({
    builder,
    heads: {
      cls: builder.input('cls', 'float32', [batch, classes, anchors]),
      box: builder.input('box', 'float32', [batch, 64, anchors]),
    },
    necks: [builder.input('neck', 'float32', [batch, 4, 3, 2])],
  });

  async function partsOf(settings: DistillationSettings, values: Inputs) {
    const builder = new GraphBuilder();
    const { parts } = createDistillationLoss(settings, [6])(studentOf(builder));
    const graph = await createOnnxEngine().compile(builder.build('parts', { parts }), { threads: 1 });
    return (await graph.run(values).finally(() => graph.release())).parts as Float32Array;
  }

  it('gives every part its gain, its place, and 0 when it is off', async () => {
    const { cls, box, teacherCls, teacherBox } = response.values;
    const values = { cls, box, neck: draw(48, 1), 'teacher.cls': teacherCls, 'teacher.box': teacherBox };
    const one = { temperature: 2, threshold: 0.5 };
    const both = { classes: { gain: 3, ...one }, boxes: { gain: 5, ...one }, features: none };
    const parts = await partsOf(both, values);
    const expected = [
      3 * classDivergence(cls, teacherCls, SHAPE, one),
      5 * boxDivergence({ student: box, teacher: teacherBox, teacherClasses: teacherCls }, SHAPE, one),
      0,
    ];
    expected.forEach((value, i) => expect(parts[i]).toBeCloseTo(value, 4));
    const first = await partsOf({ ...both, boxes: off }, values);
    expect([first[0], first[1], first[2]]).toEqual([parts[0], 0, 0]);
  });

  it('asks for feature maps and layers of its own only when features are compared', () => {
    const one = { gain: 1, temperature: 1, threshold: 0 };
    const inputsOf = (settings: DistillationSettings) => {
      const builder = new GraphBuilder();
      const { parts, adapter } = createDistillationLoss(settings, [6])(studentOf(builder));
      expect(adapter?.tensors.length ?? 0).toBe(settings.features.kind === 'projected' ? 4 : 0);
      return builder.build('inputs', { parts }).inputs;
    };
    const without = inputsOf({ classes: one, boxes: off, features: none }).map(({ name }) => name);
    expect(without).not.toContain('adapter');
    expect(without).not.toContain('teacher.p3');
    const withThem = inputsOf({
      ...{ classes: off, boxes: off },
      features: { kind: 'projected', gain: 6, temperature: 1 },
    });
    const channels = { student: [4], teacher: [6] };
    expect(withThem).toContainEqual({
      name: 'adapter',
      dataType: 'float32',
      shape: [adapterSize(layoutAdapter('projected', channels))],
    });
    expect(withThem).toContainEqual({ name: 'teacher.p3', dataType: 'float32', shape: [batch, 6, 3, 2] });
  });

  it('refuses a teacher that teaches nothing', () => {
    expect(() => createDistillationLoss({ classes: off, boxes: off, features: none }, [6])).toThrow(
      InputError,
    );
  });
});
