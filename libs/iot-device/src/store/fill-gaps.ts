import type { DatabaseSync } from 'node:sqlite';

/**
 * The cloud commits a boot up to the first sequence that it lacks. Where a damaged store lost a message, an event says
 * so in its place, so that the messages after it are not held back for ever.
 * Messages whose boot is not known any more stay only in the file that was set aside.
 */
export function fillGaps(connection: DatabaseSync): void {
  connection.exec('DELETE FROM outbox_message WHERE ordinal NOT IN (SELECT ordinal FROM outbox_boot)');
  const boots = connection.prepare('SELECT ordinal, last_sequence, trimmed_up_to FROM outbox_boot').all() as {
    ordinal: number;
    last_sequence: number;
    trimmed_up_to: number;
  }[];
  const present = connection.prepare('SELECT sequence FROM outbox_message WHERE ordinal = ?');
  const insert = connection.prepare(
    'INSERT INTO outbox_message (ordinal, sequence, kind, json) VALUES (?, ?, ?, ?)',
  );
  for (const boot of boots) {
    const sequences = new Set(
      (present.all(boot.ordinal) as { sequence: number }[]).map((row) => row.sequence),
    );
    const last = Math.max(boot.last_sequence, ...sequences);
    for (let sequence = boot.trimmed_up_to + 1; sequence <= last; sequence++) {
      if (sequences.has(sequence)) continue;
      insert.run(boot.ordinal, sequence, 'event', JSON.stringify(lostMessage(sequence)));
    }
  }
}

function lostMessage(sequence: number) {
  return {
    kind: 'event',
    sequence,
    atUtc: new Date().toISOString(),
    level: 'error',
    code: 'message-lost',
    message: `Message ${sequence} was lost when the store of the trap was damaged.`,
  };
}
