import { describeError } from '@natiu/errors';
import { GraphBuilder, ops } from '@natiu/tensor-graph';
import { createTfjsEngine } from './engine.ts';
import type { TfjsDevice } from './tensorflow.ts';

/** Runs one small graph; never throws. `reason` says why the device is not usable. */
export async function probeTfjs(device: TfjsDevice): Promise<{ usable: boolean; reason?: string }> {
  try {
    const builder = new GraphBuilder();
    const y = ops.relu(builder.input('x', 'float32', [2]));
    const compiled = await createTfjsEngine({ device }).compile(builder.build('probe', { y }));
    const result = await compiled.run({ x: Float32Array.of(-1, 2) });
    await compiled.release();
    const isRight = result['y']?.[0] === 0 && result['y'][1] === 2;
    return isRight
      ? { usable: true }
      : { usable: false, reason: `TensorFlow.js on "${device}" computes wrongly` };
  } catch (error) {
    return { usable: false, reason: describeError(error) };
  }
}
