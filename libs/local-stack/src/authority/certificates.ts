// The certificate library registers its parts by decorators and needs this before anything else.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

type Keys = webcrypto.CryptoKeyPair;
const crypto = webcrypto;

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export interface KeyAndCertificate {
  certPem: string;
  keyPem: string;
}

export interface LeafRequest {
  /** Distinguished name in RFC 4514 form, for example `CN=trap-1,OU=device`. */
  subject: string;
  purpose: 'server' | 'client';
  /** Names and addresses that a server answers to. */
  hosts?: string[];
  validDays: number;
}

function validity(days: number) {
  // A trap's clock may be behind: valid since yesterday.
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) };
}

function makeSerialNumber(): string {
  const bytes = randomBytes(16);
  // Positive and without a leading zero byte, as DER wants it.
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), KEY, true, ['sign']);
}

const toPem = (certificate: x509.X509Certificate) => `${certificate.toString('pem')}\n`;

/** A self-signed authority that signs leaves only (path length 0). */
export async function createAuthorityCertificate(name: string, days: number): Promise<KeyAndCertificate> {
  const keys = (await crypto.subtle.generateKey(KEY, true, ['sign', 'verify'])) as Keys;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerialNumber(),
    name,
    keys,
    signingAlgorithm: SIGNATURE,
    ...validity(days),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: toPem(certificate), keyPem: await exportKey(keys.privateKey) };
}

/** A new key pair and its certificate, signed by the authority. */
export async function issueLeaf(
  authority: KeyAndCertificate,
  request: LeafRequest,
): Promise<KeyAndCertificate> {
  const issuer = new x509.X509Certificate(authority.certPem);
  const keys = (await crypto.subtle.generateKey(KEY, true, ['sign', 'verify'])) as Keys;
  const usage =
    request.purpose === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([usage]),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
  ];
  if (request.hosts?.length) {
    const names = request.hosts.map((host) => ({
      type: /^[\d.]+$|:/.test(host) ? ('ip' as const) : ('dns' as const),
      value: host,
    }));
    extensions.push(new x509.SubjectAlternativeNameExtension(names));
  }
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject: request.subject,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.keyPem),
    signingAlgorithm: SIGNATURE,
    ...validity(request.validDays),
    extensions,
  });
  return { certPem: toPem(certificate), keyPem: await exportKey(keys.privateKey) };
}

/** Whether a kept certificate is still good: ours, for these hosts, and for another month. */
export async function isStillGood(
  certPem: string,
  authority: KeyAndCertificate,
  hosts: string[] = [],
): Promise<boolean> {
  try {
    const certificate = new x509.X509Certificate(certPem);
    const issuer = new x509.X509Certificate(authority.certPem);
    if (certificate.notAfter.getTime() < Date.now() + 30 * DAY_MS) return false;
    const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
    if (hosts.some((host) => !names.some((name) => name.value === host))) return false;
    return await certificate.verify({ publicKey: issuer.publicKey, signatureOnly: true });
  } catch {
    return false;
  }
}
