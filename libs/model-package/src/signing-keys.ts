import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { InputError } from '@natiu/errors';

export interface SigningKey {
  /** PEM, PKCS #8. Stays where packages are made. */
  privateKey: string;
  /** PEM, SPKI. Goes wherever packages are checked. */
  publicKey: string;
  keyId: string;
}

const toPem = (key: KeyObject, type: 'pkcs8' | 'spki') => key.export({ type, format: 'pem' }).toString();

/** First 16 hexadecimal digits of the SHA-256 of the public key (DER, SPKI). */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/** A new Ed25519 key pair. */
export function createSigningKey(): SigningKey {
  const pair = generateKeyPairSync('ed25519');
  return {
    privateKey: toPem(pair.privateKey, 'pkcs8'),
    publicKey: toPem(pair.publicKey, 'spki'),
    keyId: keyIdOf(pair.publicKey),
  };
}

/** @throws InputError when the text is no Ed25519 private key in PEM */
export function readPrivateKey(pem: string): { key: KeyObject; keyId: string } {
  const key = parse(() => createPrivateKey(pem), 'private');
  return { key, keyId: keyIdOf(createPublicKey(key)) };
}

/** @throws InputError when the text is no Ed25519 key in PEM */
export function readPublicKey(pem: string): { key: KeyObject; keyId: string } {
  const key = parse(() => createPublicKey(pem), 'public');
  return { key, keyId: keyIdOf(key) };
}

/** The public half of a private key, for those who check. */
export function publicKeyOf(privateKeyPem: string): string {
  return toPem(createPublicKey(readPrivateKey(privateKeyPem).key), 'spki');
}

function parse(read: () => KeyObject, half: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    // The cause may quote key material: only its kind is told.
    throw new InputError(`The ${half} key is not readable: PEM of an Ed25519 key is expected.`, { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new InputError(
      `The ${half} key is ${key.asymmetricKeyType ?? 'of another kind'}; Ed25519 is expected.`,
    );
  return key;
}
