import type { YoloPicture } from '@natiu/dataset';
import { createPictureRunner } from '@natiu/detector';
import { InputError } from '@natiu/errors';
import { decodePicture } from '@natiu/images';
import { createTensorData, exposeValues, ValueHistogram } from '@natiu/onnx-format';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { Graph, TensorData } from '@natiu/tensor-graph';

export interface CalibrationOptions {
  readonly pictures: readonly YoloPicture[];
  readonly threads?: number;
  readonly spin?: boolean;
  readonly onPicture?: () => void;
}

/**
 * Runs a float model over pictures as a trap would and counts what its inner values are.
 * @param names values of the graph
 * @throws InputError for a picture that cannot be read, or a model with more than one input
 */
export async function collectHistograms(
  graph: Graph,
  names: readonly string[],
  options: CalibrationOptions,
): Promise<Map<string, ValueHistogram>> {
  const { pictures, threads, spin, onPicture } = options;
  const [input, ...others] = graph.inputs;
  const [predictions] = graph.outputs;
  if (!input || !predictions || others.length > 0)
    throw new InputError('only a detection model with one picture input can be quantised');
  const observed = names.filter((name) => name !== input.name);
  const exposed = exposeValues(graph, observed);
  const histograms = new Map(names.map((name) => [name, new ValueHistogram()]));
  const into: Record<string, TensorData> = {};
  for (const { name, dataType, shape } of exposed.outputs)
    into[name] = createTensorData(
      dataType,
      shape.reduce((product, size) => product * size, 1),
    );
  const compiled = await createOnnxEngine().compile(exposed, { threads, spin });
  const run = createPictureRunner({
    session: {
      inputShape: input.shape as [number, number, number, number],
      metadata: graph.metadata,
      run: async (images) => {
        await compiled.run({ [input.name]: images }, into);
        for (const [name, histogram] of histograms)
          histogram.add((name === input.name ? images : into[name]) as Float32Array);
        return { data: into[predictions.name] as Float32Array, shape: predictions.shape };
      },
      release: () => compiled.release(),
    },
  });
  try {
    for (const { file } of pictures) {
      await run(await decodePicture(file));
      onPicture?.();
    }
  } finally {
    await compiled.release();
  }
  return histograms;
}
