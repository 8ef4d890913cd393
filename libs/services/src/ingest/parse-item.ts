import { DeviceMessage } from '@natiu/contracts';

/** An item of a batch that became a message, or what is wrong with it; `sequence` when it could be read. */
export type ParsedItem =
  | { ok: true; sequence: number; message: DeviceMessage; raw: unknown }
  | { ok: false; sequence: number | undefined; code: ItemFault; reason: string; raw: unknown };

export type ItemFault =
  'bad-message' | 'clock-ahead' | 'clock-unset' | 'nul-character' | 'sequence-reused' | 'refused-by-database';

const DAY_MS = 86_400_000;
/** Devices without a set clock start in 1970; nothing of ours was caught before this. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

function readSequence(raw: unknown): number | undefined {
  const sequence = (raw as { sequence?: unknown } | null | undefined)?.sequence;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 1
    ? sequence
    : undefined;
}

function listInstants(message: DeviceMessage): string[] {
  if (message.kind === 'count') return [message.intervalStartUtc, message.intervalEndUtc];
  return [message.kind === 'heartbeat' ? message.sentAtUtc : message.atUtc];
}

function findFault(
  message: DeviceMessage,
  receivedAt: Date,
): { code: ItemFault; reason: string } | undefined {
  for (const instant of listInstants(message)) {
    const atMs = Date.parse(instant);
    if (!(atMs >= EARLIEST_MS))
      return { code: 'clock-unset', reason: `${instant} lies before 2000: the trap's clock was not set` };
    if (atMs > receivedAt.getTime() + DAY_MS)
      return {
        code: 'clock-ahead',
        reason: `${instant} lies more than one day after its arrival at ${receivedAt.toISOString()}`,
      };
  }
  // PostgreSQL text cannot hold it, JSON can.
  if (Object.values(message).some((value) => typeof value === 'string' && value.includes('\0')))
    return { code: 'nul-character', reason: 'a text field contains a NUL character' };
  return undefined;
}

/** Parses one item of a batch; never throws. */
export function parseItem(raw: unknown, receivedAt: Date): ParsedItem {
  const sequence = readSequence(raw);
  const parsed = DeviceMessage.safeParse(raw);
  if (!parsed.success || sequence === undefined) {
    const issues = parsed.error?.issues ?? [];
    const reason = issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`)
      .join('; ');
    return { ok: false, sequence, code: 'bad-message', reason: reason || 'sequence: not readable', raw };
  }
  const fault = findFault(parsed.data, receivedAt);
  return fault ? { ok: false, sequence, ...fault, raw } : { ok: true, sequence, message: parsed.data, raw };
}

/** The first item of a sequence stands; a different one under the same number is a fault of the agent. */
export function separateReused(items: readonly ParsedItem[]): ParsedItem[] {
  const first = new Map<number, string>();
  return items.map((item) => {
    if (item.sequence === undefined) return item;
    const text = stringifySafely(item.raw);
    const earlier = first.get(item.sequence);
    if (earlier === undefined) first.set(item.sequence, text);
    if (earlier === undefined || earlier === text) return item;
    const reason = `sequence ${item.sequence} stands twice in one batch with different content`;
    return { ok: false, sequence: undefined, code: 'sequence-reused', reason, raw: item.raw };
  });
}

/** JSON nested thousands deep parses but does not print; its outline is then enough to tell items apart. */
export function stringifySafely(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? String(raw);
  } catch {
    return '"(nested too deeply to print)"';
  }
}
