import { createHash } from 'node:crypto';
import { MAX_PAYLOAD_BYTES } from '@natiu/contracts';
import { quarantine, sql, type Db, type Transaction } from '@natiu/db';

export interface QuarantineEntry {
  topic: string;
  clientId?: string;
  code: string;
  reason: string;
  raw: Uint8Array;
  trap?: string;
  boot?: string;
  sequence?: number;
  receivedAt: Date;
}

/** Text where it is text, base64 where it is not; the first 128 KB, with the true size kept beside it. */
export function encodeRaw(raw: Uint8Array) {
  const kept = raw.subarray(0, MAX_PAYLOAD_BYTES);
  const rawTruncated = kept.byteLength < raw.byteLength;
  const shape = { rawBytes: raw.byteLength, rawTruncated };
  try {
    // `stream` forgives a character that the cut went through.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(kept, { stream: rawTruncated });
    if (!text.includes('\0')) return { raw: text, rawEncoding: 'utf8' as const, ...shape };
  } catch {
    // Not UTF-8: base64 below.
  }
  return { raw: Buffer.from(kept).toString('base64'), rawEncoding: 'base64' as const, ...shape };
}

const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD');

function toRow(entry: QuarantineEntry) {
  const topic = withoutNul(entry.topic);
  return {
    digest: createHash('sha256').update(`${topic}\0${entry.code}\0`).update(entry.raw).digest(),
    topic,
    clientId: entry.clientId === undefined ? undefined : withoutNul(entry.clientId),
    code: entry.code,
    reason: withoutNul(entry.reason),
    ...encodeRaw(entry.raw),
    trapId: entry.trap,
    boot: entry.boot,
    sequence: entry.sequence,
    receivedAt: entry.receivedAt,
    lastReceivedAt: entry.receivedAt,
  };
}

/** Keeps what could not become rows. The same content again only raises `times`: a retrying trap fills no disk. */
export async function putInQuarantine(
  db: Db | Transaction,
  entries: readonly QuarantineEntry[],
): Promise<void> {
  const rows = new Map(entries.map(toRow).map((row) => [row.digest.toString('hex'), row]));
  // Always the same order, so that two transactions never wait for each other.
  for (const key of [...rows.keys()].sort()) {
    const row = rows.get(key)!;
    await db
      .insert(quarantine)
      .values(row)
      .onConflictDoUpdate({
        target: quarantine.digest,
        set: { times: sql`${quarantine.times} + 1`, lastReceivedAt: row.lastReceivedAt },
      });
  }
}
