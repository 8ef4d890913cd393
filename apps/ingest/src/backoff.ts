import { setTimeout as sleep } from 'node:timers/promises';

export interface Backoff {
  /** Waits longer each time, with a random share so that many do not come back at once; ends early on abort. */
  wait(signal: AbortSignal): Promise<void>;
  reset(): void;
}

/** From `firstMs`, doubling, up to `maxMs`. */
export function createBackoff(firstMs: number, maxMs: number): Backoff {
  let nextMs = firstMs;
  return {
    async wait(signal) {
      const ms = nextMs * (0.5 + Math.random() / 2);
      nextMs = Math.min(nextMs * 2, maxMs);
      await sleep(ms, undefined, { signal }).catch(() => {});
    },
    reset() {
      nextMs = firstMs;
    },
  };
}
