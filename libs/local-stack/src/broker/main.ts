import { parseArgs } from 'node:util';
import { InputError, describeError } from '@natiu/errors';
import { createLogger, exitWithParent } from '@natiu/logger';
import { createAuthority } from '../authority/create-authority.ts';
import { startBroker } from './start-broker.ts';

const logger = createLogger({ name: 'broker' });

function readPort(text: string | undefined): number {
  const port = Number(text);
  if (text === undefined || !Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError('--port N is needed, 1 to 65535');
  }
  return port;
}

/** The broker as a process of its own: `node broker/main.ts --port 8883 --authority DIR [--host 127.0.0.1]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, authority: { type: 'string' }, host: { type: 'string' } },
  });
  if (!values.authority)
    throw new InputError('--authority DIR is needed: the folder of the certificate authority');
  const authority = await createAuthority(values.authority);
  const broker = await startBroker({ authority, port: readPort(values.port), host: values.host, logger });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await broker.stop();
    logger.info('stopped');
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => void stop().then(() => process.exit(0)));
  }
  exitWithParent(stop);
}

main().catch((error: unknown) => {
  logger.fatal(describeError(error));
  process.exit(1);
});
