import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './start-postgres.ts';
import type { RunningPostgres } from './start-postgres.ts';

/** A real, empty PostgreSQL in a temporary folder (about a second); `stop` removes it. */
export async function startTestPostgres(options: { database?: string } = {}): Promise<RunningPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'natiu-test-postgres-'));
  try {
    const running = await startPostgres({ ...options, dataDir, throwAway: true });
    return {
      ...running,
      stop: async () => {
        await running.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}
