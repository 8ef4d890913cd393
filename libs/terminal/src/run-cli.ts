import { describeError } from '@natiu/errors';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { INTERRUPTED_EXIT_CODE, exitCodeFor } from './exit-code.ts';
import { answerInterrupt } from './interrupt.ts';

const SHOW_CURSOR = '\u001b[?25h';

/** Usage errors come back as exceptions, from every subcommand, in place of ending the process. */
function overrideExits(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExits(child);
}

/** `error: message`; the stack is for developers, who ask for it with NATIU_DEBUG=1. */
export function formatCliError(error: unknown, debug: boolean): string {
  const message = `error: ${describeError(error)}`;
  return debug && error instanceof Error ? `${message}\n${describeStack(error)}` : message;
}

function describeStack(error: Error): string {
  const stack = error.stack ?? '';
  return error.cause instanceof Error ? `${stack}\ncaused by ${describeStack(error.cause)}` : stack;
}

/**
 * Runs the command line and says how it ended; never throws.
 * @returns the exit status: 0, or see `exitCodeFor`; wrong usage counts as INPUT (2)
 */
export async function parseCli(
  program: Command,
  argv: readonly string[],
  writeError: (text: string) => void,
): Promise<number> {
  overrideExits(program);
  try {
    await program.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    // commander has already printed its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    writeError(`${formatCliError(error, process.env.NATIU_DEBUG === '1')}\n`);
    return exitCodeFor(error);
  }
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}

function handleSignals(): () => void {
  const onInterrupt = () => {
    if (answerInterrupt() === 'stopping') {
      process.stderr.write('\nStopping; press Ctrl-C again to end at once.\n');
      return;
    }
    if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
    process.exit(INTERRUPTED_EXIT_CODE);
  };
  // A reader that leaves early (`| head`) is no failure of ours.
  const onOutputError = (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1);
  process.on('SIGINT', onInterrupt);
  process.stdout.on('error', onOutputError);
  return () => process.off('SIGINT', onInterrupt);
}

/**
 * Entry of every command line app. A failed command ends the process, even with connections still open.
 * A command that must clean up after Ctrl-C asks for `interruptSignal()`.
 */
export async function runCli(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  const removeHandlers = handleSignals();
  const status = await parseCli(program, argv, (text) => process.stderr.write(text));
  if (status === 0) {
    // A command may leave a server running: Ctrl-C is then its own.
    removeHandlers();
    return;
  }
  await Promise.all([flush(process.stdout), flush(process.stderr)]);
  process.exit(status);
}
