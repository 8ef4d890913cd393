import type { ParityResult } from '@natiu/contracts';
import type { YoloPicture } from '@natiu/dataset';
import { createPictureRunner } from '@natiu/detector';
import type { InferenceSession } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { decodePicture } from '@natiu/images';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import { architectureOf, buildForwardGraph } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';

/**
 * A thousandth: of a score, and of the picture's side. Folding batch norm and another order of sums stay far below it
 * in float32; it is far below what a threshold or an overlap notices.
 */
export const PARITY_TOLERANCE = { score: 1e-3, box: 1e-3 } as const;
const BOX_ROWS = 4;
/** Cells of the three feature maps, as shares of the side. */
const STRIDES = [8, 16, 32];

type Machine = { threads: number; spin: boolean };

/** The graph that is trained, in evaluation mode and before any folding, behind the port of an exported file. */
export async function openTrainedGraph(
  settings: Pick<TrainSettings, 'model' | 'imageSize'>,
  vectors: ParameterVectors,
  machine: Machine,
): Promise<InferenceSession> {
  const { imageSize: side, model } = settings;
  const architecture = architectureOf(model, CLASS_NAMES.length);
  const { graph } = buildForwardGraph(architecture, 'evaluation', { batch: 1, height: side, width: side });
  const compiled = await createOnnxEngine().compile(graph, machine);
  const anchors = STRIDES.reduce((sum, stride) => sum + (side / stride) ** 2, 0);
  return {
    inputShape: [1, 3, side, side],
    metadata: {},
    run: async (images) => {
      const bytes = Uint8Array.from(images, (value) => Math.round(value * 255));
      const { decoded } = await compiled.run({ images: bytes, ...vectors });
      return { data: decoded as Float32Array, shape: [1, BOX_ROWS + CLASS_NAMES.length, anchors] };
    },
    release: () => compiled.release(),
  };
}

/** Largest absolute difference of two equally long stretches. */
function largestDifference(a: Float32Array, b: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i += 1) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/**
 * Runs both on the same pictures and compares every box and every score of every anchor.
 * @param exported session of the file that is to be registered
 * @throws InputError without pictures, when an output is no number, or when the two differ in size
 */
export async function checkParity(options: {
  trained: InferenceSession;
  exported: InferenceSession;
  pictures: readonly YoloPicture[];
  now?: Date;
}): Promise<ParityResult> {
  const { trained, exported, pictures, now = new Date() } = options;
  if (pictures.length === 0) throw new InputError('The parity gate needs at least one picture.');
  const runs = [trained, exported].map((session) => createPictureRunner({ session }));
  const side = trained.inputShape[3];
  const boxes = BOX_ROWS / (BOX_ROWS + CLASS_NAMES.length);
  let score = 0;
  let box = 0;
  for (const { file } of pictures) {
    const picture = await decodePicture(file);
    const [expected, found] = await Promise.all(
      runs.map(async (run) => (await run(picture)).predictions.data.slice() as Float32Array),
    );
    if (expected!.length !== found!.length)
      throw new InputError('The exported file and the trained graph have outputs of different sizes.');
    const boundary = Math.round(expected!.length * boxes);
    box = Math.max(box, largestDifference(expected!, found!, 0, boundary) / side);
    score = Math.max(score, largestDifference(expected!, found!, boundary, expected!.length));
  }
  return {
    pictures: pictures.length,
    largestScoreDifference: score,
    largestBoxDifference: box,
    tolerance: PARITY_TOLERANCE,
    passed: score <= PARITY_TOLERANCE.score && box <= PARITY_TOLERANCE.box,
    checkedAtUtc: now.toISOString(),
  };
}
