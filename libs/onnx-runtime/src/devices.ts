import { describeError } from '@natiu/errors';
import type { Graph } from '@natiu/tensor-graph';
import { createOnnxEngine } from './engine.ts';
import { loadOnnxRuntime } from './onnxruntime.ts';
import type { Device } from './session-options.ts';

export interface DeviceInfo {
  readonly name: string;
  /** False: the installation knows the device, but its files have to be added. */
  readonly bundled: boolean;
}

/** What this installation of ONNX Runtime could use; whether the machine has it, `probeDevice` tells. */
export async function listDevices(): Promise<DeviceInfo[]> {
  const { listSupportedBackends } = await loadOnnxRuntime();
  return listSupportedBackends().map(({ name, bundled }) => ({ name, bundled }));
}

/** Runs one operator on the device; never throws. `reason` says why it is not usable. */
export async function probeDevice(device: Device): Promise<{ usable: boolean; reason?: string }> {
  try {
    const compiled = await createOnnxEngine({ device }).compile(probeGraph, { threads: 1 });
    const { y } = await compiled.run({ x: Float32Array.of(-1, 2) });
    await compiled.release();
    return y[1] === 2 ? { usable: true } : { usable: false, reason: `device "${device}" computes wrongly` };
  } catch (error) {
    return { usable: false, reason: describeError(error) };
  }
}

const probeGraph: Graph = {
  name: 'probe',
  inputs: [{ name: 'x', dataType: 'float32', shape: [2] }],
  outputs: [{ name: 'y', dataType: 'float32', shape: [2] }],
  nodes: [{ name: 'relu', op: 'Relu', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} }],
  initializers: [],
  opsets: { '': 17 },
  metadata: {},
};
