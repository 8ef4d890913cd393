import { describeError } from '@natiu/errors';
import { createLogger, exitWithParent } from '@natiu/logger';
import { readSettings } from './env.ts';
import { runIngest } from './run-ingest.ts';

const logger = createLogger({ name: 'ingest' });

try {
  const ingest = await runIngest(readSettings(process.env), logger);
  let leaving: Promise<void> | undefined;
  const stop = () => (leaving ??= ingest.stop());
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(name, () => {
      logger.info({ signal: name }, 'finishing the batches in work');
      void stop().then(() => process.exit(0));
    });
  exitWithParent(stop);
  logger.info({ healthPort: ingest.healthPort }, 'ingest started');
} catch (error) {
  logger.fatal(describeError(error));
  process.exit(1);
}
