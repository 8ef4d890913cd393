export { createTfjsEngine } from './engine.ts';
export type { TfjsEngineOptions } from './engine.ts';
export { probeTfjs } from './probe.ts';
export type { TfjsDevice } from './tensorflow.ts';
