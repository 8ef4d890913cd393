export { listDevices, probeDevice } from './devices.ts';
export type { DeviceInfo } from './devices.ts';
export { createOnnxEngine } from './engine.ts';
export { openInferenceSession } from './inference-session.ts';
export type { InferenceSessionOptions } from './inference-session.ts';
export type { Device, OnnxEngineOptions } from './session-options.ts';
