import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModelManifest } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { REPOSITORY_ROOT } from '../layout.ts';

export interface DemoModel {
  file: string;
  manifest: ModelManifest;
}

export const DEMO_MODEL_DIR = join(REPOSITORY_ROOT, 'models', 'demo');

/** The model that the demonstration's traps run; `undefined` when the repository carries none. */
export function findDemoModel(folder = DEMO_MODEL_DIR): DemoModel | undefined {
  if (!existsSync(folder)) return undefined;
  const [name] = readdirSync(folder)
    .filter((entry) => entry.endsWith('.onnx'))
    .sort();
  if (!name) return undefined;
  const manifestFile = join(folder, name.replace(/\.onnx$/, '.manifest.json'));
  if (!existsSync(manifestFile))
    throw new InputError(`${join(folder, name)} has no manifest ${manifestFile}`);
  return { file: join(folder, name), manifest: readManifest(manifestFile) };
}

function readManifest(file: string): ModelManifest {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError(`${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = ModelManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InputError(`${file} is no model manifest: ${reasons.join('; ')}`);
}
