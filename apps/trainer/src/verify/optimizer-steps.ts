import {
  buildTrainStep,
  copyVectors,
  DFL_WEIGHT_NAME,
  emaDecayAt,
  PARAMETER_GROUPS,
  TRAINED_GROUPS,
} from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import { z } from 'zod';
import { averagedVectors } from '../training/state.ts';
import type { StateVectors } from '../training/state.ts';
import { allowedFor, relativeTo, worstOf } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';
import { loadNetwork } from './networks.ts';
import type { Network } from './networks.ts';
import { parseMeta } from './parse-meta.ts';
import { withGraph } from './run-graph.ts';
import type { Outputs, VerifyMachine } from './run-graph.ts';
import { verifyStoredState } from './stored-state.ts';
import { packRows, readTruth, rowsFor } from './truth.ts';

const ITEM = 'steps_tiny_batches';

const Step = z.object({
  loss: z.tuple([z.number(), z.number(), z.number()]),
  total: z.number(),
  grad_norm_before_clip: z.number(),
  ema_decay: z.number(),
  ema_updates: z.int(),
  lr_bias: z.number(),
  lr_weight: z.number(),
  lr_bn: z.number(),
  momentum: z.number(),
});
type Step = z.infer<typeof Step>;

/** Worst relative deviation of any tensor after each step, and the tensor's name. */
const Deviations = z.array(z.tuple([z.number().nonnegative(), z.string()]));

const Meta = z.object({
  runA: z.array(Step),
  runA_float64: z.array(Step),
  runB: z.array(Step),
  runB_float64: z.array(Step),
  groups: z.object({ weight: z.array(z.string()), bn: z.array(z.string()), bias: z.array(z.string()) }),
  weight_decay: z.object({ weight: z.number(), bn: z.literal(0), bias: z.literal(0) }),
  max_grad_norm: z.number(),
  worst_dev_float32_vs_float64_rel_runA: Deviations,
  worst_dev_float32_vs_float64_rel_runB: Deviations,
});
type Meta = z.infer<typeof Meta>;

/** States that are stored, by item: which run, after which step, weights or their moving average. */
const STORED = [
  { item: 'steps_tiny_A_params1', run: 'A', step: 1, average: false },
  { item: 'steps_tiny_A_params2', run: 'A', step: 2, average: false },
  { item: 'steps_tiny_A_params3', run: 'A', step: 3, average: false },
  { item: 'steps_tiny_A_ema3', run: 'A', step: 3, average: true },
  { item: 'steps_tiny_B_params3', run: 'B', step: 3, average: false },
  { item: 'steps_tiny_B_ema3', run: 'B', step: 3, average: true },
] as const;
type Run = (typeof STORED)[number]['run'];

interface StepBatch {
  readonly images: Uint8Array;
  readonly truthBoxes: Float32Array;
  readonly truthClasses: Float32Array;
}

interface StepTrace {
  readonly outputs: Outputs;
  readonly vectors: ParameterVectors;
  readonly average: ParameterVectors;
}

function readBatches(item: GoldenItem, count: number, classes: number) {
  const pictures = Array.from({ length: count }, (_, i) => item.tensor(`step${i + 1}.img`, 'uint8'));
  const [batch, , height, width] = pictures[0].shape;
  const truths = pictures.map((_, i) => readTruth(item, batch, `step${i + 1}.`));
  const maxBoxes = Math.max(...truths.map(rowsFor));
  const batches: StepBatch[] = truths.map((truth, i) => ({
    images: pictures[i].data,
    ...packRows(truth, { height, width, classes }, maxBoxes),
  }));
  return { shape: { batch, height, width, maxBoxes }, batches };
}

function startOf(network: Network): StateVectors {
  const state: StateVectors = { ...copyVectors(network.vectors) };
  const average = copyVectors(network.vectors);
  for (const group of TRAINED_GROUPS)
    state[`momentum.${group}`] = new Float32Array(network.layout.sizes[group]);
  for (const group of PARAMETER_GROUPS) state[`ema.${group}`] = average[group];
  return state;
}

function scalarsOf(step: Step, weightDecay: number): Record<string, Float32Array> {
  return {
    'learningRate.weight': Float32Array.of(step.lr_weight),
    'learningRate.bn': Float32Array.of(step.lr_bn),
    'learningRate.bias': Float32Array.of(step.lr_bias),
    momentum: Float32Array.of(step.momentum),
    weightDecay: Float32Array.of(weightDecay),
    emaDecay: Float32Array.of(emaDecayAt(step.ema_updates)),
  };
}

type RunStep = (feeds: Record<string, Float32Array | Uint8Array>) => Promise<Outputs>;

async function traceRun(
  runStep: RunStep,
  network: Network,
  batches: readonly StepBatch[],
  { steps, weightDecay }: { steps: readonly Step[]; weightDecay: number },
): Promise<StepTrace[]> {
  const state = startOf(network);
  const traces: StepTrace[] = [];
  for (const [i, step] of steps.entries()) {
    const outputs = await runStep({ ...batches[i], ...state, ...scalarsOf(step, weightDecay) });
    for (const name of Object.keys(state)) {
      const next = outputs[`next.${name}`];
      if (next) state[name] = next as Float32Array;
    }
    const { weight, bn, bias, statistic } = state;
    traces.push({ outputs, vectors: { weight, bn, bias, statistic }, average: averagedVectors(state) });
  }
  return traces;
}

interface StepFigures {
  readonly loss: readonly number[];
  readonly total: number;
  readonly gradientNorm: number;
}

const figuresOf = (step: Step): StepFigures => ({ ...step, gradientNorm: step.grad_norm_before_clip });
const lossFigures = ({ loss, total }: StepFigures) => [...loss, total];

function largestRelative(found: readonly number[], expected: readonly number[]): number {
  return Math.max(
    ...found.map((value, i) => relativeTo(Math.abs(value - expected[i]), Math.abs(expected[i]))),
  );
}

/**
 * Losses and gradient norm of each step. One figure may agree by chance, and steps amplify what came before: the worst
 * deviation that is stated for this kind of figure up to the step counts.
 */
function verifyFigures(run: Run, meta: Meta, traces: readonly StepTrace[]): VerifyResult[] {
  const steps = meta[`run${run}`].map(figuresOf);
  const exact = meta[`run${run}_float64`].map(figuresOf);
  const losses: Comparison[] = [];
  const norms: Comparison[] = [];
  let lossDeviation = 0;
  let normDeviation = 0;
  steps.forEach((step, i) => {
    const { outputs } = traces[i];
    const found = [...Array.from(outputs['lossParts']), outputs['loss'][0]];
    lossDeviation = Math.max(lossDeviation, largestRelative(lossFigures(step), lossFigures(exact[i])));
    normDeviation = Math.max(normDeviation, largestRelative([step.gradientNorm], [exact[i].gradientNorm]));
    const name = `step ${i + 1}`;
    losses.push({
      name,
      error: largestRelative(found, lossFigures(step)),
      allowed: allowedFor(lossDeviation, 1),
    });
    norms.push({
      name,
      error: largestRelative([outputs['gradientNorm'][0]], [step.gradientNorm]),
      allowed: allowedFor(normDeviation, 1),
    });
  });
  const decays = meta[`run${run}`].map((step, i) => ({
    name: `step ${i + 1}`,
    error: Math.abs(emaDecayAt(step.ema_updates) - step.ema_decay),
    allowed: 1e-15,
  }));
  return [
    worstOf(ITEM, `run ${run}: losses, relative`, losses),
    worstOf(ITEM, `run ${run}: gradient norm, relative`, norms),
    worstOf(ITEM, `run ${run}: decay of the moving average`, decays),
  ];
}

/** Which tensors are in which group decides their learning rate and decay. */
function verifyGroups(network: Network, groups: Meta['groups']): VerifyResult {
  const misplaced = TRAINED_GROUPS.flatMap((group) => {
    const ours = network.layout.specs.filter((spec) => spec.group === group).map((spec) => spec.name);
    // The reference lists its constant bins among the weights, but does not train them.
    const theirs = groups[group].filter((name) => name !== DFL_WEIGHT_NAME);
    return [
      ...ours.filter((name) => !theirs.includes(name)),
      ...theirs.filter((name) => !ours.includes(name)),
    ];
  });
  return worstOf(ITEM, 'parameter groups', [
    { name: misplaced.join(' '), error: misplaced.length, allowed: 0 },
  ]);
}

/** Items with a state that is stored after some step. */
export const STORED_STATES: readonly string[] = STORED.map(({ item }) => item);

/**
 * Three optimizer steps in two settings: losses, gradient norms, weights, running statistics and moving averages.
 * @param wanted of `steps_tiny_batches` and `STORED_STATES`
 */
export async function verifyOptimizerSteps(
  folder: GoldenFolder,
  machine: VerifyMachine,
  wanted: readonly string[],
): Promise<VerifyResult[]> {
  const item = folder.item(ITEM);
  const meta = parseMeta(ITEM, Meta, item.meta);
  const network = loadNetwork(folder, 'tiny');
  const { shape, batches } = readBatches(item, meta.runA.length, network.architecture.classes);
  const { graph } = buildTrainStep(network.architecture, { ...shape, clipNorm: meta.max_grad_norm });
  const weightDecay = meta.weight_decay.weight;
  const traces = await withGraph(machine, graph, async (run) => ({
    A: await traceRun(run, network, batches, { steps: meta.runA, weightDecay }),
    B: await traceRun(run, network, batches, { steps: meta.runB, weightDecay }),
  }));
  const results = wanted.includes(ITEM)
    ? [
        verifyGroups(network, meta.groups),
        ...verifyFigures('A', meta, traces.A),
        ...verifyFigures('B', meta, traces.B),
      ]
    : [];
  for (const { item: name, run, step, average } of STORED) {
    if (!wanted.includes(name)) continue;
    const trace = traces[run][step - 1];
    const [deviation] = meta[`worst_dev_float32_vs_float64_rel_run${run}`][step - 1];
    const found = average ? trace.average : trace.vectors;
    results.push(...verifyStoredState(folder.item(name), network, found, allowedFor(deviation, 1)));
  }
  return results;
}
