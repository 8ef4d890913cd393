import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainModelManifest } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { describeIssues } from './describe-issues.ts';
import { manifestFileOf } from './load-model-package.ts';
import { fileStem, writeWhole } from './write-whole.ts';

/** What the maker of a model states; file name, size and SHA-256 follow from the bytes. */
export type ManifestFields = Omit<PlainModelManifest, 'schema' | 'file' | 'sha256' | 'bytes'>;

export interface WrittenModelPackage {
  readonly onnxFile: string;
  readonly manifestFile: string;
  readonly manifest: PlainModelManifest;
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
  const parsed = PlainModelManifest.safeParse({
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
