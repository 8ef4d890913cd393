export { createLogger } from './create-logger.ts';
export type { Logger, LogLevel } from './create-logger.ts';
export { exitWithParent } from './exit-with-parent.ts';
