export { Command, InvalidArgumentError, Option } from 'commander';
export { INTERRUPTED_EXIT_CODE, exitCodeFor } from './exit-code.ts';
export { interruptSignal } from './interrupt.ts';
export { printJsonLine } from './json-line.ts';
export { createProgress, formatDuration } from './progress.ts';
export type { Progress, ProgressOptions } from './progress.ts';
export { formatCliError, parseCli, runCli } from './run-cli.ts';
export { renderTable } from './table.ts';
export type { Cell } from './table.ts';
