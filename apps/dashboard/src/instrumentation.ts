import { isNodeServer } from './env.ts';

/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (!isNodeServer) return;
  const { exitWithParent } = await import('@natiu/logger');
  exitWithParent();
}
