import { addCounts } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';
import type { TrackerSnapshot } from '@natiu/tracking';
import type { SourcePicture } from '../sources/picture-source.ts';
import type { AgentStore } from '../store/agent-store.ts';
import {
  bookAbsence,
  bookCapture,
  bookEffort,
  isDue,
  isWorthReporting,
  openInterval,
  toCountMessage,
} from '../store/interval.ts';
import type { Interval } from '../store/interval.ts';

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Milliseconds that only go forward. */
  monotonicMs(): number;
}

export interface LedgerOptions {
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly intervalSeconds: number;
  readonly timeZone: string;
  readonly modelHash: string;
  readonly isDegraded: () => boolean;
}

export interface CaptureRecord {
  readonly picture: SourcePicture;
  readonly sha256: string;
  readonly outcome: 'read' | 'unreadable' | 'failed';
  /** Of occurrences born in this capture. */
  readonly counts: ClassCounts;
  readonly tracker?: TrackerSnapshot;
  /** Stored together with the capture, such as the event that names an unreadable picture. */
  readonly alongside?: () => void;
}

/**
 * Books captures and effort into the open interval. Each step is one transaction: the picture is done, its insects are
 * counted and, when the interval is over, its message is in the outbox; or none of it.
 */
export interface CountLedger {
  recordCapture(record: CaptureRecord): void;
  /** Books the time since the last step, and closes the interval when it is due. */
  tick(): void;
  /** Books and stores the time since the last step: before a condition of the trap changes. */
  book(): void;
  /** Closes the interval now. */
  flush(): void;
}

/** Effort is stored at least this often; a kill costs at most so much of it. */
const STORE_EFFORT_MS = 5_000;

export function openCountLedger(options: LedgerOptions): CountLedger {
  const { store, clock, modelHash } = options;
  let bookedAt = clock.monotonicMs();
  let storedAt = bookedAt;
  const fresh = () => openInterval(clock.nowMs(), options.intervalSeconds, modelHash);

  const close = (interval: Interval): Interval => {
    if (isWorthReporting(interval)) {
      store.outbox.append(toCountMessage(interval, clock.nowMs(), options.timeZone));
    }
    return fresh();
  };

  let current = store.transaction(() => {
    const found = store.read('interval');
    let interval = found ? bookAbsence(found, clock.nowMs()) : fresh();
    if (isDue(interval, clock.nowMs()) || interval.modelHash !== modelHash) interval = close(interval);
    store.write('interval', interval);
    return interval;
  });

  /** The new state counts only once it is on the disk; until then time and captures are still to be booked. */
  const commit = (change: (interval: Interval) => Interval): void => {
    const at = clock.monotonicMs();
    const next = store.transaction(() => {
      const kind = options.isDegraded() ? 'degraded' : 'observed';
      const changed = change(bookEffort(current, kind, at - bookedAt, clock.nowMs()));
      store.write('interval', changed);
      return changed;
    });
    current = next;
    bookedAt = storedAt = at;
  };

  return {
    recordCapture(record) {
      commit((interval) => {
        writeCapture(store, record);
        const booked = bookCapture(interval, {
          counts: record.counts,
          unreadable: record.outcome !== 'read',
        });
        return isDue(booked, clock.nowMs()) ? close(booked) : booked;
      });
      store.pictures.rememberDone(record.picture);
    },
    tick() {
      const elapsed = clock.monotonicMs() - storedAt;
      if (isDue(current, clock.nowMs())) commit(close);
      else if (elapsed >= STORE_EFFORT_MS) commit((interval) => interval);
    },
    book: () => commit((interval) => interval),
    flush: () => commit(close),
  };
}

function writeCapture(store: AgentStore, record: CaptureRecord): void {
  const totals = store.readTotals();
  store.pictures.markDone(record.picture, record.sha256, record.outcome);
  if (record.tracker) store.write('tracker', record.tracker);
  store.write('totals', {
    counts: addCounts(totals.counts, record.counts),
    captures: totals.captures + 1,
    unreadable: totals.unreadable + (record.outcome === 'read' ? 0 : 1),
  });
  record.alongside?.();
}
