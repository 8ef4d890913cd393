import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TrapId } from '@natiu/contracts';
import { InputError, NotFoundError, describeError } from '@natiu/errors';
import { z } from 'zod';

const Path = z.string().min(1);

const TimeZone = z.string().refine(isTimeZone, 'not a known IANA time zone, e.g. America/Asuncion');

/** A folder into which a camera writes pictures. */
const FolderSource = z.strictObject({
  kind: z.literal('folder'),
  folder: Path,
  /** A picture is taken when its size has not changed between two looks. */
  pollSeconds: z.number().min(0.05).max(3_600).default(2),
});

/** Pictures of a folder, one after another, in the natural order of their names. */
const ReplaySource = z.strictObject({
  kind: z.literal('replay'),
  folder: Path,
  paceSeconds: z.number().min(0).max(86_400).default(1),
  loop: z.boolean().default(false),
});

const Broker = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  certFile: Path,
  keyFile: Path,
  caFile: Path,
  mqttVersion: z.enum(['3.1.1', '5', 'auto']).default('auto'),
});

export const AgentConfig = z.strictObject({
  trapId: TrapId,
  /** `.onnx` file, its manifest beside it. */
  model: Path,
  source: z.discriminatedUnion('kind', [FolderSource, ReplaySource]),
  /** Overrides the threshold of the model's manifest. */
  confidence: z.number().min(0.01).max(0.99).optional(),
  /** At most an hour: the cloud books a whole interval under the hour in which it starts. */
  intervalSeconds: z.int().min(1).max(3_600).default(900),
  heartbeatSeconds: z.number().min(1).max(3_600).default(30),
  broker: Broker,
  dataDir: Path,
  timeZone: TimeZone,
  /** Captures that do not show the same scene, so that nothing is tracked; default: true for replay. */
  independentCaptures: z.boolean().optional(),
});
export type AgentConfig = Omit<z.infer<typeof AgentConfig>, 'independentCaptures'> & {
  readonly independentCaptures: boolean;
};

/**
 * Reads and checks a configuration; relative paths count from the folder of the file.
 * @throws NotFoundError, InputError naming the file and each key that is wrong
 */
export function loadAgentConfig(file: string): AgentConfig {
  const parsed = AgentConfig.safeParse(readJson(file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${keyOf(issue.path)}: ${issue.message}`);
    throw new InputError(`The configuration ${file} is not valid:\n${problems.join('\n')}`);
  }
  const config = parsed.data;
  const absolute = (path: string) => resolve(dirname(resolve(file)), path);
  const { broker, source } = config;
  return {
    ...config,
    model: absolute(config.model),
    dataDir: absolute(config.dataDir),
    source: { ...source, folder: absolute(source.folder) },
    broker: {
      ...broker,
      certFile: absolute(broker.certFile),
      keyFile: absolute(broker.keyFile),
      caFile: absolute(broker.caFile),
    },
    independentCaptures: config.independentCaptures ?? source.kind === 'replay',
  };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new NotFoundError(`There is no configuration ${file}.`, { cause });
    }
    throw new InputError(`The configuration ${file} cannot be read: ${describeError(cause)}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`The configuration ${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(whole file)' : path.map(String).join('.');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
