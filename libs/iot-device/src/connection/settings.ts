import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError, describeError } from '@natiu/errors';

export type MqttVersion = '3.1.1' | '5';

export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  /** Thing name, certificate common name and client id are one. */
  readonly clientId: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  /** `auto` tries 5 first. */
  readonly mqttVersion: MqttVersion | 'auto';
  /** Topic filter of what the cloud tells this trap. */
  readonly commandFilter: string;
}

export interface Identity {
  readonly certPem: string;
  readonly keyPem: string;
  readonly caPem: string;
}

/**
 * Reads the three files and finds mistakes before any connection is tried.
 * @throws InputError naming the file and what is wrong with it
 */
export function readIdentity(settings: ConnectionSettings): Identity {
  const certPem = readPem(settings.certFile, 'device certificate');
  const keyPem = readPem(settings.keyFile, 'private key');
  const caPem = readPem(settings.caFile, 'certificate of the authority');
  const certificate = parseCertificate(certPem, settings.certFile);
  parseCertificate(caPem, settings.caFile);
  const name = /^CN=(.*)$/m.exec(certificate.subject)?.[1];
  if (name !== settings.clientId) {
    throw new InputError(
      `${settings.certFile} was issued for "${name}", and this trap is "${settings.clientId}". Each trap needs its own certificate.`,
    );
  }
  if (!certificate.checkPrivateKey(parseKey(keyPem, settings.keyFile))) {
    throw new InputError(`The private key ${settings.keyFile} does not belong to ${settings.certFile}.`);
  }
  return { certPem, keyPem, caPem };
}

function readPem(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd() + '\n';
  } catch (cause) {
    throw new InputError(`The ${what} ${file} cannot be read: ${describeError(cause)}`, { cause });
  }
}

function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new InputError(`${file} is not a certificate in PEM form.`, { cause });
  }
}

function parseKey(pem: string, file: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new InputError(`${file} is not a private key in PEM form.`, { cause });
  }
}
