import { CLASS_NAMES } from '@natiu/domain';
import { storeTensorsAsFloat16, writeSafetensors } from '@natiu/onnx-format';
import { architectureOf, layoutParameters } from '@natiu/yolo';
import type { Checkpoint } from '../training/checkpoint.ts';
import { averagedVectors } from '../training/state.ts';
import { toNamedTensors } from './named-tensors.ts';

/** The averaged weights of a run for `--init base`: safetensors under the reference's names, large tensors as float16. */
export function writeBaseWeights(
  { settings, state, dataVersion, position }: Checkpoint,
  run: string,
): Uint8Array {
  const layout = layoutParameters(architectureOf(settings.model, CLASS_NAMES.length));
  const tensors = storeTensorsAsFloat16(toNamedTensors(layout, averagedVectors(state)));
  return writeSafetensors(tensors, {
    format: 'natiu-weights-1',
    architecture: `yolov8${settings.model}`,
    classes: JSON.stringify(CLASS_NAMES),
    run,
    dataVersion,
    epochs: String(position.epoch),
    seed: String(settings.seed),
  });
}
