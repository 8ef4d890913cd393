import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvironmentError } from '@natiu/errors';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

export interface HealthReport {
  status: 'ok' | 'degraded';
}

/** `GET /health`: the report as JSON, 200 when all is well, 503 when not. */
export async function startHealthServer(
  address: { host: string; port: number },
  report: () => HealthReport,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/health') {
      response.writeHead(404).end();
      return;
    }
    const body = report();
    response
      .writeHead(body.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const text = `HEALTH_PORT ${address.port} on ${address.host} cannot be used: ${cause.message}`;
      reject(new EnvironmentError(text, { cause }));
    });
    server.listen(address.port, address.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
