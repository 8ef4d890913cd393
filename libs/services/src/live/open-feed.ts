import type { Database } from '@natiu/db';

/** Much news in one second is one piece of news for a screen. */
const QUIET_MS = 1_000;

export type Feed = {
  /** Yields a growing number whenever there was news since the last one, until `signal` aborts. */
  watch: (signal: AbortSignal) => AsyncGenerator<number, void, undefined>;
  close: () => Promise<void>;
};

function waitFor(wake: (resolve: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      forget();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const forget = wake(done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return waitFor((resolve) => {
    const timer = setTimeout(resolve, ms);
    return () => clearTimeout(timer);
  }, signal);
}

/** One LISTEN for the whole process, shared by all screens; a lost connection is made again by the client. */
export async function openFeed(
  { listen }: Pick<Database, 'listen'>,
  channel: string,
  { quietMs = QUIET_MS } = {},
): Promise<Feed> {
  let version = 0;
  const sleepers = new Set<() => void>();
  const announce = () => {
    version += 1;
    for (const wake of [...sleepers]) wake();
  };
  // Whatever was missed while the connection was gone is also news.
  const stop = await listen(channel, announce, announce);
  return {
    async *watch(signal) {
      let seen = version;
      while (!signal.aborted) {
        if (version === seen) {
          await waitFor((resolve) => {
            sleepers.add(resolve);
            return () => sleepers.delete(resolve);
          }, signal);
        }
        if (signal.aborted) return;
        seen = version;
        yield seen;
        await pause(quietMs, signal);
      }
    },
    close: stop,
  };
}
