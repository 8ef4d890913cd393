import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { describeError } from '@natiu/errors';
import type { ConnectionSettings, Identity } from './settings.ts';

const PROBE_MS = 5_000;
/** Under TLS 1.3 the broker judges our certificate after the handshake; an alert comes within this time. */
const VERDICT_MS = 700;

/** The handshake was complete on our side; then the broker hung up. */
const TURNED_AWAY = 'TURNED_AWAY';

/**
 * The SDK reports a refused certificate late and in general words. This asks the broker once more, by plain TLS, and
 * says in one sentence what stands in the way; `undefined` when TLS is in order.
 */
export async function explainOffline(
  settings: Pick<ConnectionSettings, 'host' | 'port' | 'caFile' | 'certFile'>,
  identity: Identity,
): Promise<string | undefined> {
  const code = await probeTls(settings, identity);
  return code === undefined ? undefined : describeTlsFailure(code, settings);
}

function probeTls(
  { host, port }: Pick<ConnectionSettings, 'host' | 'port'>,
  { certPem, keyPem, caPem }: Identity,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const servername = isIP(host) ? undefined : host;
    const socket = connect({ host, port, cert: certPem, key: keyPem, ca: caPem, servername });
    const finish = (code: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(code);
    };
    let timer = setTimeout(() => finish('ETIMEDOUT'), PROBE_MS);
    let secured = false;
    socket.on('secureConnect', () => {
      secured = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish(undefined), VERDICT_MS);
    });
    const lost = (code: string) => finish(secured && !code.startsWith('ERR_SSL') ? TURNED_AWAY : code);
    socket.on('error', (error: NodeJS.ErrnoException) => lost(error.code ?? describeError(error)));
    socket.on('close', () => lost('ECONNRESET'));
  });
}

const WRONG_AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

export function describeTlsFailure(
  code: string,
  { host, port, caFile, certFile }: Pick<ConnectionSettings, 'host' | 'port' | 'caFile' | 'certFile'>,
): string {
  const where = `${host}:${port}`;
  if (code === 'ECONNREFUSED') return `nothing listens on ${where}`;
  if (code === 'ETIMEDOUT') return `${where} does not answer`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host name ${host} cannot be resolved`;
  if (code === 'ECONNRESET') return `${where} closed the connection during the TLS handshake`;
  if (WRONG_AUTHORITY.has(code)) {
    return `TLS: the certificate of ${where} was not issued by the authority in ${caFile} (${code})`;
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return `TLS: the certificate of ${where} is not valid at this date; check the clock of this trap (${code})`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `TLS: the certificate of the broker was not issued for the name ${host} (${code})`;
  }
  if (code === TURNED_AWAY) {
    return `TLS: ${where} turned the certificate ${certFile} away: issued by another authority, expired or revoked`;
  }
  if (code.startsWith('ERR_SSL_') && code.includes('ALERT')) {
    return `TLS: ${where} refused the certificate ${certFile} (${code})`;
  }
  return `TLS: no secure connection to ${where} (${code})`;
}
