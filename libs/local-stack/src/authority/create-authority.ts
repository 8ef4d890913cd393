import { join, resolve } from 'node:path';
import { TrapId } from '@natiu/contracts';
import { EnvironmentError, InputError } from '@natiu/errors';
import { createAuthorityCertificate, isStillGood, issueLeaf } from './certificates.ts';
import type { KeyAndCertificate, LeafRequest } from './certificates.ts';
import { readIfThere, writePrivateFile } from './files.ts';

const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 365;
const CLIENT_DAYS = 730;
const DEFAULT_HOSTS = ['localhost', '127.0.0.1'];

/** What one party needs for mutual TLS, as text and as the files that hold it. */
export interface IssuedCertificate extends KeyAndCertificate {
  caPem: string;
  certFile: string;
  keyFile: string;
  caFile: string;
  /** The common name; a device's MQTT client id must be exactly this. */
  commonName: string;
}

export interface Authority {
  dir: string;
  caPem: string;
  caFile: string;
  /** For the broker's own listener; `hosts` beyond localhost and 127.0.0.1. */
  issueServerCertificate(hosts?: string[]): Promise<IssuedCertificate>;
  /** Common name = trap id. */
  issueDeviceCertificate(trapId: string): Promise<IssuedCertificate>;
  /** Common name = `service.<name>`: never a trap id, so that no trap can take a service's place. */
  issueServiceCertificate(name: string): Promise<IssuedCertificate>;
}

interface Issuer extends KeyAndCertificate {
  caFile: string;
}

function readPair(certFile: string, keyFile: string): KeyAndCertificate | undefined {
  const certPem = readIfThere(certFile);
  const keyPem = readIfThere(keyFile);
  return certPem && keyPem ? { certPem, keyPem } : undefined;
}

async function openIssuer(dir: string): Promise<Issuer> {
  const caFile = join(dir, 'ca.pem');
  const keyFile = join(dir, 'ca.key.pem');
  const kept = readPair(caFile, keyFile);
  if (kept) return { ...kept, caFile };
  if (readIfThere(caFile)) {
    throw new EnvironmentError(
      `The certificate authority in ${dir} has no key (${keyFile}). Restore it, or remove the folder: every trap then needs a new certificate.`,
    );
  }
  const made = await createAuthorityCertificate('CN=Natiu local authority,O=Natiu', AUTHORITY_DAYS);
  // The certificate last: its presence says that the key is there.
  writePrivateFile(keyFile, made.keyPem);
  writePrivateFile(caFile, made.certPem);
  return { ...made, caFile };
}

async function issueOrReuse(
  issuer: Issuer,
  path: string,
  commonName: string,
  request: LeafRequest,
): Promise<IssuedCertificate> {
  const certFile = `${path}.pem`;
  const keyFile = `${path}.key.pem`;
  let pair = readPair(certFile, keyFile);
  if (!pair || !(await isStillGood(pair.certPem, issuer, request.hosts))) {
    pair = await issueLeaf(issuer, request);
    writePrivateFile(keyFile, pair.keyPem);
    writePrivateFile(certFile, pair.certPem);
  }
  return { ...pair, caPem: issuer.certPem, caFile: issuer.caFile, certFile, keyFile, commonName };
}

/**
 * Opens the certificate authority in `dir`, or makes it. Every file is private (0600) and kept: what was issued
 * once is handed out again until a month before it expires.
 * @throws EnvironmentError when the authority's key is gone
 */
export async function createAuthority(dir: string): Promise<Authority> {
  const home = resolve(dir);
  const issuer = await openIssuer(home);
  return {
    dir: home,
    caPem: issuer.certPem,
    caFile: issuer.caFile,
    issueServerCertificate: (hosts = []) =>
      issueOrReuse(issuer, join(home, 'broker'), 'natiu broker', {
        subject: 'CN=natiu broker,OU=server,O=Natiu',
        purpose: 'server',
        hosts: [...new Set([...DEFAULT_HOSTS, ...hosts])],
        validDays: SERVER_DAYS,
      }),
    issueDeviceCertificate: async (trapId) => {
      const id = TrapId.safeParse(trapId);
      if (!id.success) throw new InputError(`"${trapId}": ${id.error.issues[0]!.message}`);
      return issueOrReuse(issuer, join(home, 'devices', id.data), id.data, {
        subject: `CN=${id.data},OU=device,O=Natiu`,
        purpose: 'client',
        validDays: CLIENT_DAYS,
      });
    },
    issueServiceCertificate: async (name) => {
      if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
        throw new InputError(`"${name}" is no service name: a-z, 0-9 and -, starting with a letter`);
      }
      const commonName = `service.${name}`;
      return issueOrReuse(issuer, join(home, 'services', name), commonName, {
        subject: `CN=${commonName},OU=service,O=Natiu`,
        purpose: 'client',
        validDays: CLIENT_DAYS,
      });
    },
  };
}
