import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelManifest } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { describeIssues } from './describe-issues.ts';
import { manifestFileOf } from './load-model-package.ts';

/** What the maker of a model states; file name, size and SHA-256 follow from the bytes. */
export type ManifestFields = Omit<ModelManifest, 'schema' | 'file' | 'sha256' | 'bytes'>;

export interface WrittenModelPackage {
  readonly onnxFile: string;
  readonly manifestFile: string;
  readonly manifest: ModelManifest;
}

/**
 * Writes `<name>.onnx` and `<name>.manifest.json` into `dir`. Each file appears whole or not at all; the manifest
 * comes last, so that an interrupted write over an older package is caught by the SHA-256 and never goes unseen.
 * @throws InputError when the fields do not make a valid manifest
 */
export async function writeModelPackage(options: {
  onnxBytes: Uint8Array;
  manifestFields: ManifestFields;
  dir: string;
}): Promise<WrittenModelPackage> {
  const { onnxBytes, manifestFields, dir } = options;
  const file = `${fileStem(manifestFields.name)}.onnx`;
  const parsed = ModelManifest.safeParse({
    schema: 1,
    ...manifestFields,
    file,
    sha256: createHash('sha256').update(onnxBytes).digest('hex'),
    bytes: onnxBytes.length,
  });
  if (!parsed.success) {
    throw new InputError(
      `The manifest of ${manifestFields.name} is not valid:\n${describeIssues(parsed.error.issues)}`,
    );
  }
  await mkdir(dir, { recursive: true });
  const onnxFile = join(dir, file);
  const manifestFile = manifestFileOf(onnxFile);
  await writeWhole(onnxFile, onnxBytes);
  await writeWhole(manifestFile, Buffer.from(JSON.stringify(parsed.data, null, 2) + '\n'));
  return { onnxFile, manifestFile, manifest: parsed.data };
}

function fileStem(name: string): string {
  const stem = name.trim().replace(/[^A-Za-z0-9._-]+/g, '-');
  if (!/[A-Za-z0-9]/.test(stem)) throw new InputError(`"${name}" cannot be used as a model's file name.`);
  return stem;
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
