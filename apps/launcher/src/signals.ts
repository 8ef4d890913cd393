/**
 * In a terminal Ctrl-C reaches npm and this process, and npm passes it on: the same wish arrives twice. Only a
 * signal that comes later than this is a second wish.
 */
const SAME_WISH_MS = 1_000;

/** First signal: `onStop`; a later one: `onKill`. */
export function listenForSignals(
  handlers: { onStop: (signal: string) => void; onKill: () => void },
  now: () => number = () => performance.now(),
): (signal: string) => void {
  let firstAt: number | undefined;
  const answer = (signal: string) => {
    if (firstAt === undefined) {
      firstAt = now();
      handlers.onStop(signal);
    } else if (now() - firstAt > SAME_WISH_MS) handlers.onKill();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => answer(signal));
  return answer;
}
