import { createHash, sign, verify } from 'node:crypto';
import { FullModelManifest, ModelSignature } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { canonicalJson } from './canonical-json.ts';
import { describeIssues } from './describe-issues.ts';
import { readPrivateKey, readPublicKey } from './signing-keys.ts';

export interface SignedManifest {
  /** The two files, byte for byte. */
  manifest: Uint8Array;
  signature: Uint8Array;
}

/** Signs a manifest in its one spelling. */
export function signManifest(manifest: FullModelManifest, privateKeyPem: string): SignedManifest {
  const { key, keyId } = readPrivateKey(privateKeyPem);
  const bytes = Buffer.from(canonicalJson(FullModelManifest.parse(manifest)));
  const signature: ModelSignature = {
    schema: 1,
    algorithm: 'Ed25519',
    keyId,
    manifestSha256: createHash('sha256').update(bytes).digest('hex'),
    signature: sign(null, bytes, key).toString('hex'),
  };
  return { manifest: bytes, signature: Buffer.from(canonicalJson(signature)) };
}

/** Reads JSON that must be in its one spelling: a file with one byte changed is another file. */
function parseExactly<T>(
  bytes: Uint8Array,
  what: string,
  parse: (value: unknown) => { success: true; data: T } | { success: false; error: Issues },
): T {
  let value: unknown;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`The package's ${what} is not JSON.`, { cause });
  }
  const parsed = parse(value);
  if (!parsed.success)
    throw new InputError(`The package's ${what} is not valid:\n${describeIssues(parsed.error.issues)}`);
  if (!Buffer.from(canonicalJson(value)).equals(bytes))
    throw new InputError(`The package's ${what} was changed after it was written.`);
  return parsed.data;
}
type Issues = { issues: readonly { path: PropertyKey[]; message: string }[] };

/**
 * Checks manifest and signature against the keys that are trusted.
 * @throws InputError when anything is not exactly as it was signed, or the key is not among them
 */
export function verifySignedManifest(signed: SignedManifest & { publicKeys: readonly string[] }): {
  manifest: FullModelManifest;
  keyId: string;
} {
  const signature = parseExactly(signed.signature, 'signature', (value) => ModelSignature.safeParse(value));
  const known = signed.publicKeys.map(readPublicKey).find(({ keyId }) => keyId === signature.keyId);
  if (!known)
    throw new InputError(`The package is signed with key ${signature.keyId}, which is not trusted here.`);
  const digest = createHash('sha256').update(signed.manifest).digest('hex');
  const isRight =
    digest === signature.manifestSha256 &&
    verify(null, signed.manifest, known.key, Buffer.from(signature.signature, 'hex'));
  if (!isRight) throw new InputError('The signature does not fit the manifest: one of them was changed.');
  // Only what is authentic is parsed any further.
  const manifest = parseExactly(signed.manifest, 'manifest', (value) => FullModelManifest.safeParse(value));
  return { manifest, keyId: known.keyId };
}
