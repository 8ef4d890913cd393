import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { CompiledGraph, GraphEngine } from '@natiu/tensor-graph';
import { buildTrainStep, packTruth, packWeights, TRAINED_GROUPS } from '@natiu/yolo';
import type { Architecture, ScheduleState, StepRole, TruthBox } from '@natiu/yolo';
import { DISTILLATION_PARTS } from '@natiu/distillation';
import type { DistillationParts } from '@natiu/distillation';
import type { Distiller } from '../distillation/distiller.ts';
import type { StateVectors } from './state.ts';

export interface StepInput {
  /** [B, 3, S, S] RGB */
  readonly images: Uint8Array;
  readonly labels: readonly (readonly TruthBox[])[];
}

export interface StepResult {
  readonly box: number;
  readonly cls: number;
  readonly dfl: number;
  /** Parts of the teacher's loss, gains included; absent without a teacher. */
  readonly distillation?: DistillationParts;
  readonly gradientNorm: number;
}

/** What a step has beside the detector. */
export interface StepExtras {
  readonly distiller?: Distiller;
  /** Some labels count only in part. */
  readonly boxWeights?: boolean;
}

export interface StepRates extends ScheduleState {
  readonly weightDecay: number;
  readonly emaDecay: number;
}

export interface StepRunner {
  /** Replaces the vectors of `state` by the next ones. */
  run(role: StepRole, state: StateVectors, input: StepInput, rates: StepRates): Promise<StepResult>;
  release(): Promise<void>;
}

/** Rows of ground truth come in these steps, so that few graphs are compiled. */
const ROW_STEP = 16;

/** Compiles a graph per role, batch size and number of rows when first needed, and keeps it. */
export function createStepRunner(
  architecture: Architecture,
  imageSize: number,
  machine: { threads: number; spin: boolean; engine?: GraphEngine },
  { distiller, boxWeights = false }: StepExtras = {},
): StepRunner {
  const engine = machine.engine ?? createOnnxEngine();
  const compiled = new Map<string, Promise<CompiledGraph>>();
  // Two sets of arrays in turn: one is read while the other is written.
  let spare: StateVectors = {};

  const graphFor = (role: StepRole, batch: number, maxBoxes: number) => {
    const key = `${role} ${batch} ${maxBoxes}`;
    const found = compiled.get(key);
    if (found) return found;
    const shape = { batch, height: imageSize, width: imageSize, maxBoxes };
    const step = buildTrainStep(architecture, { ...shape, boxWeights, furtherLoss: distiller?.loss }, role);
    const made = engine.compile(step.graph, machine);
    compiled.set(key, made);
    return made;
  };

  return {
    async run(role, state, { images, labels }, rates) {
      const most = Math.max(1, ...labels.map((boxes) => boxes.length));
      const maxBoxes = Math.ceil(most / ROW_STEP) * ROW_STEP;
      const graph = await graphFor(role, labels.length, maxBoxes);
      const truth = packTruth(labels, {
        height: imageSize,
        width: imageSize,
        maxBoxes,
        classes: architecture.classes,
      });
      const weights: Record<string, Float32Array> = boxWeights
        ? { truthWeights: packWeights(labels, maxBoxes) }
        : {};
      const answers = await distiller?.answer(images, labels.length);
      const feeds = {
        images,
        ...truth,
        ...weights,
        ...answers,
        ...vectorsFor(role, state),
        ...scalarsFor(role, rates),
      };
      const results = await graph.run(feeds, spareOutputs(spare));
      const replaced: StateVectors = {};
      for (const [name, value] of Object.entries(results)) {
        if (!name.startsWith('next.')) continue;
        const target = name.slice('next.'.length);
        if (state[target]) replaced[target] = state[target];
        state[target] = value as Float32Array;
      }
      spare = role === 'step' ? replaced : {};
      const [box, cls, dfl] = results['lossParts'] as Float32Array;
      const further = results['furtherParts'] as Float32Array | undefined;
      const [gradientNorm] = results['gradientNorm'] as Float32Array;
      const distillation = further && nameParts(further);
      return { box: box!, cls: cls!, dfl: dfl!, gradientNorm: gradientNorm!, distillation };
    },
    async release() {
      for (const graph of compiled.values()) await (await graph).release();
    },
  };
}

function nameParts(parts: Float32Array): DistillationParts {
  return Object.fromEntries(
    DISTILLATION_PARTS.map((name, i) => [name, parts[i]!]),
  ) as unknown as DistillationParts;
}

function spareOutputs(spare: StateVectors): StateVectors {
  return Object.fromEntries(Object.entries(spare).map(([name, value]) => [`next.${name}`, value]));
}

function vectorsFor(role: StepRole, state: StateVectors): StateVectors {
  const isGradient = (name: string) => name.startsWith('gradient.');
  const isParameter = (name: string) => !name.includes('.');
  const wanted = (name: string) => {
    if (role === 'step') return !isGradient(name);
    return role === 'accumulate' ? isParameter(name) || isGradient(name) : true;
  };
  return Object.fromEntries(Object.entries(state).filter(([name]) => wanted(name)));
}

function scalarsFor(role: StepRole, rates: StepRates): Record<string, Float32Array> {
  if (role === 'accumulate') return {};
  const scalars: Record<string, Float32Array> = {
    momentum: Float32Array.of(rates.momentum),
    weightDecay: Float32Array.of(rates.weightDecay),
    emaDecay: Float32Array.of(rates.emaDecay),
  };
  for (const group of TRAINED_GROUPS) {
    scalars[`learningRate.${group}`] = Float32Array.of(rates.learningRate[group]);
  }
  return scalars;
}
