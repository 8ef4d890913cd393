import { EnvironmentError } from '@natiu/errors';
import type { InferenceSession } from 'onnxruntime-node';
import { explainError } from './explain-error.ts';
import type { OnnxRuntime } from './onnxruntime.ts';
import type { Device } from './session-options.ts';

const providerHints: Readonly<Record<Exclude<Device, 'cpu'>, string>> = {
  webgpu: 'it needs a GPU with a Vulkan, Metal or D3D12 driver',
  cuda: 'it needs an NVIDIA driver, CUDA 12 with cuDNN 9, and the CUDA files of onnxruntime-node',
};

/** How ONNX Runtime speaks when the device, not the model, is what fails. */
const providerFailure = /ExecutionProvider|WebGpuContext|shared library|adapter|no available backend/i;

/**
 * @param doing what is tried, for messages
 * @throws InputError when the model is refused, EnvironmentError when the device is not usable here
 */
export async function createSession(
  ort: OnnxRuntime,
  bytes: Uint8Array,
  options: InferenceSession.SessionOptions,
  doing: string,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, options);
  } catch (cause) {
    const device = options.executionProviders?.[0] as Device;
    const text = (cause as Error).message;
    if (device !== 'cpu' && providerFailure.test(text))
      throw new EnvironmentError(
        `device "${device}" is not usable on this machine (${providerHints[device]}); use device "cpu": ${text.split('\n')[0].slice(-200)}`,
        { cause },
      );
    throw explainError(cause, doing);
  }
}
