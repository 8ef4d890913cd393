import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FullModelManifest } from '@natiu/contracts';
import type { ReferencePicture } from '@natiu/contracts';
import { InputError, NotFoundError } from '@natiu/errors';
import { describeIssues } from './describe-issues.ts';
import { manifestFileOf } from './load-model-package.ts';
import { signManifest, verifySignedManifest } from './sign-manifest.ts';
import { fileStem, writeWhole } from './write-whole.ts';

export interface ReferenceInput {
  /** Encoded; written as it is. */
  bytes: Uint8Array;
  /** Ending with its dot: `.png`. */
  extension: string;
  detections: ReferencePicture['detections'];
}

export interface SignModelPackageInput {
  onnxBytes: Uint8Array;
  /** What is known of the model; hashes and sizes follow from the bytes. */
  fields: Omit<FullModelManifest, 'schema' | 'file' | 'sha256' | 'bytes' | 'reference'>;
  reference: readonly ReferenceInput[];
  privateKey: string;
  dir: string;
}

export interface SignedPackageFiles {
  onnxFile: string;
  manifestFile: string;
  signatureFile: string;
  referenceFiles: string[];
  manifest: FullModelManifest;
}

export function signatureFileOf(onnxFile: string): string {
  return onnxFile.replace(/\.onnx$/i, '') + '.signature.json';
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function describe(input: SignModelPackageInput, stem: string): FullModelManifest {
  const { onnxBytes, fields, reference } = input;
  const parsed = FullModelManifest.safeParse({
    ...fields,
    schema: 2,
    file: `${stem}.onnx`,
    sha256: sha256Of(onnxBytes),
    bytes: onnxBytes.length,
    reference: reference.map(({ bytes, extension, detections }, index) => ({
      file: `${stem}.reference-${String(index + 1).padStart(2, '0')}${extension}`,
      sha256: sha256Of(bytes),
      bytes: bytes.length,
      detections,
    })),
  });
  if (parsed.success) return parsed.data;
  throw new InputError(
    `The manifest of ${fields.name} is not valid:\n${describeIssues(parsed.error.issues)}`,
  );
}

/**
 * Writes a package: model, reference pictures, manifest and, last, the signature. A package that was cut short has no
 * signature or one that does not fit.
 * @throws InputError when the fields do not make a valid manifest or the key is none
 */
export async function signModelPackage(input: SignModelPackageInput): Promise<SignedPackageFiles> {
  const stem = fileStem(input.fields.name);
  const manifest = describe(input, stem);
  const signed = signManifest(manifest, input.privateKey);
  const onnxFile = join(input.dir, manifest.file);
  const manifestFile = manifestFileOf(onnxFile);
  const signatureFile = signatureFileOf(onnxFile);
  const referenceFiles = manifest.reference.map(({ file }) => join(input.dir, file));
  await mkdir(input.dir, { recursive: true });
  await writeWhole(onnxFile, input.onnxBytes);
  for (const [index, file] of referenceFiles.entries()) await writeWhole(file, input.reference[index]!.bytes);
  await writeWhole(manifestFile, signed.manifest);
  await writeWhole(signatureFile, signed.signature);
  return { onnxFile, manifestFile, signatureFile, referenceFiles, manifest };
}

async function readPart(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new NotFoundError(`The package is not complete: ${basename(file)} is missing.`, { cause });
    throw new InputError(`${file} cannot be read: ${cause.message}`, { cause });
  });
}

/**
 * Checks a whole package: signature, manifest, model and reference pictures. One changed byte of any file is found.
 * @throws NotFoundError when a file is missing
 * @throws InputError when a file is not what was signed, or no trusted key signed it
 */
export async function verifyModelPackage(
  onnxFile: string,
  publicKeys: readonly string[],
): Promise<{ manifest: FullModelManifest; keyId: string; onnxBytes: Uint8Array }> {
  const { manifest, keyId } = verifySignedManifest({
    manifest: await readPart(manifestFileOf(onnxFile)),
    signature: await readPart(signatureFileOf(onnxFile)),
    publicKeys,
  });
  if (manifest.file !== basename(onnxFile))
    throw new InputError(`The package is of ${manifest.file}, not of ${basename(onnxFile)}.`);
  const onnxBytes = await readPart(onnxFile);
  assertContent(manifest, onnxBytes);
  for (const reference of manifest.reference)
    assertContent(reference, await readPart(join(dirname(onnxFile), reference.file)));
  return { manifest, keyId, onnxBytes };
}

function assertContent(part: { file: string; sha256: string; bytes: number }, bytes: Uint8Array): void {
  if (bytes.length === part.bytes && sha256Of(bytes) === part.sha256) return;
  throw new InputError(`${part.file} is not the file that was signed: it was changed or only half copied.`);
}
