/**
 * A trap that was heard within this time is online. Agents send a heartbeat every 30 s, so 90 s forgives two
 * that were lost or late, and a person still learns of a silent trap within two minutes.
 */
export const TRAP_ONLINE_WITHIN_MS = 90_000;

/** When nothing at all has arrived for this long, the whole view is called stale. */
export const VIEW_STALE_AFTER_MS = 10 * 60_000;

export type TrapState = 'online' | 'silent' | 'never';

/** `lastHeardAt` is the later of the last heartbeat and the last count. Clocks ahead of ours are "now". */
export function judgeTrapState(lastHeardAt: Date | undefined, now: Date): TrapState {
  if (!lastHeardAt) return 'never';
  return now.getTime() - lastHeardAt.getTime() <= TRAP_ONLINE_WITHIN_MS ? 'online' : 'silent';
}
