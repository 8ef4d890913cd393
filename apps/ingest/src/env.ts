import { readFileSync } from 'node:fs';
import { InputError } from '@natiu/errors';
import { z } from 'zod';

/** A variable that is set to nothing counts as missing. */
const given = (name: string, what: string) => z.string({ error: `${name} is missing: ${what}` });

const Port = z.coerce.number().int().min(0).max(65_535);

const Variables = z.object({
  DATABASE_URL: given('DATABASE_URL', 'the PostgreSQL to write to, postgresql://user:password@host/name'),
  BROKER_URL: given('BROKER_URL', 'the MQTT broker, mqtts://host:port or mqtt://host:port').pipe(
    z.url({ protocol: /^mqtts?$/, error: 'BROKER_URL must look like mqtts://host:port or mqtt://host:port' }),
  ),
  /** PEM files; all three are needed for mqtts. */
  BROKER_CERT_FILE: z.string().optional(),
  BROKER_KEY_FILE: z.string().optional(),
  BROKER_CA_FILE: z.string().optional(),
  /** Must be the certificate's common name, or that name, a dot and anything. */
  CLIENT_ID: z.string().default('service.ingest'),
  /** `GET /health` listens here; 0 takes a free port; without it there is no server. */
  HEALTH_PORT: Port.optional(),
  HEALTH_HOST: z.string().default('127.0.0.1'),
  /** Batches of different traps that are committed at the same time; also the size of the connection pool. */
  CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
});

export interface BrokerTls {
  cert: Buffer;
  key: Buffer;
  ca: Buffer;
}

export interface IngestSettings {
  databaseUrl: string;
  brokerUrl: string;
  tls: BrokerTls | undefined;
  clientId: string;
  healthPort: number | undefined;
  healthHost: string;
  concurrency: number;
}

function readPem(name: string, path: string | undefined, problems: string[]): Buffer {
  try {
    if (path === undefined) problems.push(`${name} is missing: an mqtts:// broker needs this PEM file`);
    else return readFileSync(path);
  } catch (error) {
    problems.push(`${name}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return Buffer.alloc(0);
}

/** @throws InputError that names everything that is missing or wrong, in one message */
export function readSettings(environment: Record<string, string | undefined>): IngestSettings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Variables.safeParse(set);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
      });
  let tls: BrokerTls | undefined;
  if (set.BROKER_URL?.startsWith('mqtts:'))
    tls = {
      cert: readPem('BROKER_CERT_FILE', set.BROKER_CERT_FILE, problems),
      key: readPem('BROKER_KEY_FILE', set.BROKER_KEY_FILE, problems),
      ca: readPem('BROKER_CA_FILE', set.BROKER_CA_FILE, problems),
    };
  if (!parsed.success || problems.length > 0)
    throw new InputError(`The ingest cannot start:\n  ${problems.join('\n  ')}`);
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    brokerUrl: data.BROKER_URL,
    tls,
    clientId: data.CLIENT_ID,
    healthPort: data.HEALTH_PORT,
    healthHost: data.HEALTH_HOST,
    concurrency: data.CONCURRENCY,
  };
}
