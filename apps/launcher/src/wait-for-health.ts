import { setTimeout as sleep } from 'node:timers/promises';
import { HealthResponse } from '@natiu/contracts';
import { EnvironmentError } from '@natiu/errors';

export async function readHealth(origin: string): Promise<HealthResponse | undefined> {
  try {
    const answer = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(3_000) });
    const health = HealthResponse.safeParse(await answer.json());
    return health.success ? health.data : undefined;
  } catch {
    return undefined;
  }
}

export interface HealthWait {
  origin: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** Default: that it answers at all. */
  until?: (health: HealthResponse) => boolean;
}

/** @throws EnvironmentError when the dashboard does not answer so in time */
export async function waitForHealth(wait: HealthWait): Promise<HealthResponse> {
  const end = performance.now() + wait.timeoutMs;
  while (performance.now() < end) {
    const health = await readHealth(wait.origin);
    if (health && (wait.until?.(health) ?? true)) return health;
    await sleep(250, undefined, { signal: wait.signal });
  }
  throw new EnvironmentError(
    `The dashboard at ${wait.origin} did not answer /api/health as expected in time.`,
  );
}
