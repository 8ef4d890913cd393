import { connect as connectTcp } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';
import { MAX_PAYLOAD_BYTES } from '@natiu/contracts';
import { EnvironmentError } from '@natiu/errors';
import { createLogger } from '@natiu/logger';
import type { Logger } from '@natiu/logger';
import { Aedes } from 'aedes';
import type { AuthenticateError, AuthErrorCode, Client } from 'aedes';
import type { Authority } from '../authority/create-authority.ts';
import { mayConnect, mayPublish, maySubscribe, readIdentity } from './access.ts';
import type { Identity } from './access.ts';
import { guardParser } from './guard-parser.ts';

export interface BrokerOptions {
  authority: Authority;
  /** Default: a free one. */
  port?: number;
  host?: string;
  logger?: Logger;
}

export interface RunningBroker {
  port: number;
  host: string;
  stop(): Promise<void>;
}

/** Of MQTT 3.1.1; the declared const enum has no values at run time. */
const IDENTIFIER_REJECTED = 2 as AuthErrorCode;
const NOT_AUTHORIZED = 5 as AuthErrorCode;
const HANDSHAKE_TIMEOUT_MS = 10_000;

type Peer = Client & { identity?: Identity };

function refusal(message: string, returnCode: AuthErrorCode): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}

/** Nobody is trusted by its user name or password: the certificate says who it is. */
function createRules(logger: Logger): Aedes {
  return new Aedes({
    // What is kept here is gone after a kill; the traps' outboxes are what lasts. So no session outlives its
    // connection, and a service that is away cannot make memory grow.
    preConnect: (_client, packet, done) => {
      packet.clean = true;
      done(null, true);
    },
    authenticate: (client: Peer, _user, _password, done) => {
      const who = client.identity;
      if (!who) {
        done(refusal('the certificate names neither a device nor a service', NOT_AUTHORIZED), null);
      } else if (!mayConnect(who, client.id)) {
        logger.warn(
          { commonName: who.commonName, clientId: client.id },
          'refused: client id is not the name',
        );
        done(refusal(`the client id must be ${who.commonName}`, IDENTIFIER_REJECTED), null);
      } else done(null, true);
    },
    authorizePublish: (client: Peer | null, packet, done) => {
      const who = client?.identity;
      if (!who) return done(new Error('unknown publisher'));
      if (!mayPublish(who, packet.topic)) return done(new Error(`may not publish on ${packet.topic}`));
      if (packet.retain) return done(new Error('retained messages are not accepted'));
      if (packet.qos === 2) return done(new Error('QoS 2 is not accepted, as on AWS IoT'));
      if (Buffer.byteLength(packet.payload ?? '') > MAX_PAYLOAD_BYTES) {
        return done(new Error(`the payload is over ${MAX_PAYLOAD_BYTES} bytes`));
      }
      done(null);
    },
    authorizeSubscribe: (client: Peer, subscription, done) => {
      const allowed = client.identity !== undefined && maySubscribe(client.identity, subscription.topic);
      if (!allowed) logger.warn({ clientId: client.id, filter: subscription.topic }, 'subscription refused');
      done(null, allowed ? subscription : null);
    },
  });
}

function logEvents(broker: Aedes, logger: Logger): void {
  broker.on('clientReady', (client) => logger.info({ clientId: client.id }, 'connected'));
  broker.on('clientDisconnect', (client) => logger.info({ clientId: client.id }, 'disconnected'));
  broker.on('clientError', (client, error) =>
    logger.warn({ clientId: client.id, reason: error.message }, 'disconnected for an error'),
  );
  broker.on('connectionError', (_client, error) =>
    logger.warn({ reason: error.message }, 'connection refused'),
  );
}

function acceptSocket(broker: Aedes, socket: TLSSocket): void {
  const identity = readIdentity(socket.getPeerCertificate().subject);
  // Small packets both ways: waiting to fill a segment only adds delay.
  socket.setNoDelay(true);
  const client = broker.handle(socket) as Peer;
  client.identity = identity;
  guardParser(client, MAX_PAYLOAD_BYTES);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is busy' : `cannot be used (${cause.message})`;
      reject(
        new EnvironmentError(`Port ${port} on ${host}, wanted for the MQTT broker, ${reason}.`, { cause }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Starts the MQTT 3.1.1 broker with mutual TLS. A device is whom its certificate names and nothing else; it
 * publishes and subscribes under its own names only. Whoever breaks a rule is disconnected, and its message is
 * not acknowledged.
 * @throws EnvironmentError when the port is busy
 */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const host = options.host ?? '127.0.0.1';
  const logger = options.logger ?? createLogger({ name: 'broker' });
  const own = await options.authority.issueServerCertificate();
  const broker = createRules(logger);
  await broker.listen();
  logEvents(broker, logger);
  const server = createServer({
    cert: own.certPem,
    key: own.keyPem,
    ca: own.caPem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    acceptSocket(broker, socket);
  });
  server.on('tlsClientError', (error, socket) => {
    logger.warn({ from: socket.remoteAddress, reason: error.message }, 'TLS refused');
    socket.destroy();
  });
  const port = await listen(server, options.port ?? 0, host);
  server.on('error', (error) => logger.error({ reason: error.message }, 'listener'));
  logger.info({ host, port }, 'listening');
  return {
    port,
    host,
    stop: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await new Promise<void>((done) => broker.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Whether something accepts connections there; for those who wait for a broker of another process. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ port, host }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
