import type { InferenceSession } from '@natiu/detector';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { DEFAULT_CANDIDATE, nameCandidate } from './candidates.ts';
import type { EngineRequest } from './candidates.ts';
import { chooseEngine } from './choose-engine.ts';
import { preferProcessor } from './engine-options.ts';

/** Opens a model file on the engine asked for; ONNX Runtime on the processor opens it exactly as a trap does. */
export async function openModel(
  file: string,
  options: EngineRequest & { readonly threads?: number },
): Promise<InferenceSession> {
  const { name, engine } = await chooseEngine(preferProcessor(options));
  const isTrapEngine = name === nameCandidate(DEFAULT_CANDIDATE);
  return openInferenceSession(file, { threads: options.threads, ...(isTrapEngine ? {} : { engine }) });
}
