import {
  adapterSize,
  createDistillationLoss,
  initializeAdapter,
  layoutAdapter,
  usesFeatures,
} from '@natiu/distillation';
import { CLASS_NAMES } from '@natiu/domain';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { CompiledGraph, GraphEngine, TensorData } from '@natiu/tensor-graph';
import { architectureOf, buildTeacherGraph, neckChannels } from '@natiu/yolo';
import type { FurtherLoss, StudentOutputs } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';
import { createRandom } from '../training/random.ts';
import type { StateVectors } from '../training/state.ts';
import { loadTeacherOf } from './teacher.ts';
import type { Teacher } from './teacher.ts';

/** A teacher beside the training step: its loss in the graph, its answers as the graph's inputs. */
export interface Distiller {
  readonly loss: (student: StudentOutputs) => FurtherLoss;
  /** The frozen teacher on the student's own augmented pictures. @param images [batch, 3, S, S] RGB */
  answer(images: Uint8Array, batch: number): Promise<Record<string, TensorData>>;
  release(): Promise<void>;
}

/** Where the teacher runs: beside the student, on the same engine. */
interface DistillerMachine {
  readonly threads: number;
  readonly spin: boolean;
  readonly engine?: GraphEngine;
}

/** @returns undefined for a run without a teacher */
export async function openDistiller(
  settings: TrainSettings,
  machine: DistillerMachine,
): Promise<Distiller | undefined> {
  if (!settings.distillation) return undefined;
  const teacher = await loadTeacherOf(settings.distillation);
  return createDistiller(teacher, settings, machine);
}

function createDistiller(
  teacher: Teacher,
  { imageSize, distillation }: TrainSettings,
  machine: DistillerMachine,
): Distiller {
  const { losses } = distillation!;
  const engine = machine.engine ?? createOnnxEngine();
  const compiled = new Map<number, Promise<CompiledGraph>>();
  const graphFor = (batch: number) => {
    const found = compiled.get(batch);
    if (found) return found;
    const shape = { batch, height: imageSize, width: imageSize, necks: usesFeatures(losses) };
    const made = engine.compile(buildTeacherGraph(teacher.architecture, teacher.vectors, shape), machine);
    compiled.set(batch, made);
    return made;
  };
  return {
    loss: createDistillationLoss(losses, neckChannels(teacher.architecture)),
    answer: async (images, batch) => (await graphFor(batch)).run({ images }),
    async release() {
      for (const graph of compiled.values()) await (await graph).release();
    },
  };
}

/** Keeps the draws of the adapter apart from those of the network's start. */
const ADAPTER_STREAM = 0x5bd1e995;

/** State vectors of the layers that exist in training only; none when no features are compared. */
export function startAdapter({ model, seed, distillation }: TrainSettings): StateVectors {
  if (!distillation || !usesFeatures(distillation.losses)) return {};
  const channelsOf = (name: string) => neckChannels(architectureOf(name, CLASS_NAMES.length));
  const specs = layoutAdapter(distillation.losses.features.kind, {
    student: channelsOf(model),
    teacher: channelsOf(distillation.model),
  });
  return {
    adapter: initializeAdapter(specs, createRandom(seed ^ ADAPTER_STREAM)),
    'momentum.adapter': new Float32Array(adapterSize(specs)),
  };
}
