import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelManifest } from '@natiu/contracts';
import { InputError, NotFoundError } from '@natiu/errors';
import { describeIssues } from './describe-issues.ts';

/** Used when a bare `.onnx` without a manifest is run. */
export const DEFAULT_THRESHOLDS: ModelManifest['thresholds'] = {
  confidence: 0.25,
  iou: 0.7,
  maxDetections: 300,
};

export interface LoadedModelPackage {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Of the `.onnx` bytes that were read, whether or not there is a manifest. */
  readonly sha256: string;
  readonly manifest: ModelManifest | undefined;
  readonly thresholds: ModelManifest['thresholds'];
  /** Set when something is usable but not as it should be; meant for a person. */
  readonly warning: string | undefined;
}

export function manifestFileOf(onnxFile: string): string {
  return onnxFile.replace(/\.onnx$/i, '') + '.manifest.json';
}

/**
 * Reads `<name>.onnx` and, when it is there, `<name>.manifest.json`, and checks one against the other.
 * @throws NotFoundError when the model file is missing
 * @throws InputError when it is no `.onnx` file, the manifest does not parse or the SHA-256 differs
 */
export async function loadModelPackage(onnxFile: string): Promise<LoadedModelPackage> {
  if (!/\.onnx$/i.test(onnxFile)) {
    throw new InputError(`A model is an .onnx file, and ${onnxFile} is not named like one.`);
  }
  const bytes = await readModelBytes(onnxFile);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = await readManifest(manifestFileOf(onnxFile));
  if (!manifest) {
    const warning = `${onnxFile} has no manifest (${basename(manifestFileOf(onnxFile))}): default thresholds are used and its origin is unknown.`;
    return { file: onnxFile, bytes, sha256, manifest, thresholds: DEFAULT_THRESHOLDS, warning };
  }
  assertSameModel(onnxFile, manifest, { sha256, length: bytes.length });
  return { file: onnxFile, bytes, sha256, manifest, thresholds: manifest.thresholds, warning: undefined };
}

async function readModelBytes(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new NotFoundError(`There is no model file ${file}.`, { cause });
    throw new InputError(`The model file ${file} cannot be read: ${cause.message}`, { cause });
  });
  if (bytes.length === 0) throw new InputError(`The model file ${file} is empty.`);
  return bytes;
}

async function readManifest(file: string): Promise<ModelManifest | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new InputError(`The manifest ${file} cannot be read: ${cause.message}`, { cause });
  });
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`The manifest ${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = ModelManifest.safeParse(value);
  if (!parsed.success) {
    throw new InputError(`The manifest ${file} is not valid:\n${describeIssues(parsed.error.issues)}`);
  }
  return parsed.data;
}

function assertSameModel(
  file: string,
  manifest: ModelManifest,
  read: { sha256: string; length: number },
): void {
  if (manifest.sha256 !== read.sha256) {
    throw new InputError(
      `${file} is not the model that its manifest describes: SHA-256 ${read.sha256} instead of ${manifest.sha256}. ` +
        'It was changed or only half copied; fetch it again.',
    );
  }
  if (manifest.bytes !== read.length) {
    throw new InputError(`${file} has ${read.length} bytes, its manifest says ${manifest.bytes}.`);
  }
}
