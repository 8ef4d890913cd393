import { InputError } from '@natiu/errors';
import { createLogger, exitWithParent } from '@natiu/logger';
import { printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { runAgent } from '../agent/run-agent.ts';
import type { RunOptions } from '../agent/run-agent.ts';
import { loadAgentConfig } from '../config/agent-config.ts';
import { readEnv } from '../env.ts';
import { AGENT_VERSION } from '../version.ts';

interface RunFlags {
  readonly config: string;
  readonly exitWhenDone: boolean;
}

export function registerRunCommand(program: Command): void {
  program
    .command('run')
    .description('count what the camera (or a folder of pictures) shows and report it to the cloud')
    .requiredOption('--config <file>', 'configuration of this trap (JSON)')
    .option(
      '--exit-when-done',
      'end when a replay is over and everything is committed; totals as JSON',
      false,
    )
    .action(run);
}

async function run(flags: RunFlags): Promise<void> {
  const config = loadAgentConfig(flags.config);
  if (flags.exitWhenDone && (config.source.kind !== 'replay' || config.source.loop)) {
    throw new InputError(`${flags.config}: --exit-when-done needs a source of kind "replay" without "loop".`);
  }
  const logger = createLogger({ name: config.trapId });
  const stop = new AbortController();
  const ended = Promise.withResolvers<void>();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  exitWithParent(() => {
    stop.abort();
    return ended.promise;
  });
  const options: RunOptions = {
    config,
    logger,
    signal: stop.signal,
    exitWhenDone: flags.exitWhenDone,
    threads: readEnv().threads,
    agentVersion: AGENT_VERSION,
  };
  try {
    const summary = await runAgent(options);
    if (flags.exitWhenDone) printJsonLine(summary);
  } finally {
    ended.resolve();
  }
  // The SDK keeps threads of its own; everything that had to be kept is on the disk.
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit(0);
}
