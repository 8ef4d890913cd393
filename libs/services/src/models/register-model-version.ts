import type { FullModelManifest } from '@natiu/contracts';
import { and, eq, modelVersion, sql } from '@natiu/db';
import type { Db, Transaction } from '@natiu/db';
import { ConflictError, InputError } from '@natiu/errors';
import { verifySignedManifest } from '@natiu/model-package';
import type { ObjectStore } from '@natiu/object-store';
import { registerModel } from '../registry/register-model.ts';

export interface RegisterModelVersionInput {
  /** The manifest and signature files, byte for byte. */
  manifest: Uint8Array;
  signature: Uint8Array;
  /** PEM; the package must be signed by one of them. */
  publicKeys: readonly string[];
  runId?: string;
  registeredBy?: string;
}

export type RegisteredVersion = { versionId: string; name: string; version: number };

async function checkFiles(objects: ObjectStore, manifest: FullModelManifest): Promise<void> {
  const files = [manifest, ...manifest.reference];
  for (const { file, sha256 } of files)
    if (!(await objects.has(sha256)))
      throw new InputError(`The package's file ${file} is not in the object store: put it there first.`);
}

async function nextVersion(tx: Transaction, name: string): Promise<number> {
  // One registration of a name at a time: numbers have no gaps and no twins.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`model ${name}`}, 0))`);
  const [row] = (await tx.execute(sql`
    select coalesce(max(version), 0)::int + 1 as next from model_version where name = ${name}`)) as unknown as [
    { next: number },
  ];
  return row.next;
}

/**
 * Takes a signed package into the registry as the next version of its name. The same file again is the same version.
 * @throws InputError when the signature, a file or the manifest is not right
 * @throws ConflictError when the parity gate was not passed
 */
export async function registerModelVersion(
  { db, objects }: { db: Db; objects: ObjectStore },
  input: RegisterModelVersionInput,
): Promise<RegisteredVersion> {
  const { manifest, keyId } = verifySignedManifest(input);
  if (!manifest.parity.passed)
    throw new ConflictError(
      `${manifest.name} is not registered: the exported file does not compute what was trained (scores differ by up to ` +
        `${manifest.parity.largestScoreDifference}, ${manifest.parity.tolerance.score} is allowed).`,
    );
  await checkFiles(objects, manifest);
  return db.transaction(async (tx) => {
    const version = await nextVersion(tx, manifest.name);
    await registerModel({ db: tx }, manifest);
    const { name, sha256 } = manifest;
    const [known] = await tx
      .select({ versionId: modelVersion.id, version: modelVersion.version })
      .from(modelVersion)
      .where(and(eq(modelVersion.name, name), eq(modelVersion.modelSha256, sha256)));
    if (known) return { ...known, name };
    const [row] = await tx
      .insert(modelVersion)
      .values({
        name,
        version,
        modelSha256: sha256,
        manifestText: new TextDecoder().decode(input.manifest),
        signatureText: new TextDecoder().decode(input.signature),
        keyId,
        parity: manifest.parity,
        runId: input.runId,
        registeredBy: input.registeredBy,
      })
      .returning({ versionId: modelVersion.id });
    return { versionId: row!.versionId, name, version };
  });
}
