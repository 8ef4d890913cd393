import { CommittedWatermark, committedTopic } from '@natiu/contracts';
import { describeError } from '@natiu/errors';
import type { Outbox, StoredMessage } from '../store/outbox.ts';
import { buildEnvelopes } from './build-envelopes.ts';

export type DeliveryStatus =
  | { readonly kind: 'committed'; readonly messages: number; readonly depth: number }
  /** Sent, but the cloud has not committed in time: it is sent again. */
  | { readonly kind: 'resending'; readonly messages: number; readonly waitedMs: number }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'ignored'; readonly reason: string };

export interface DeliverySettings {
  /** First wait for the cloud's commit; doubles with every silence. */
  readonly commitMs: number;
  readonly commitMaxMs: number;
  /** Between two batches: AWS IoT takes at most 100 publishes a second from one connection. */
  readonly betweenMs: number;
}

export interface DeliveryLoop {
  /** Something was appended, or the connection is back. */
  wake(): void;
  /** A message from the cloud; others than watermarks are left alone. */
  receive(topic: string, payload: Uint8Array): void;
  /** Resolves when the outbox is empty; `false` when `withinMs` passed first. */
  whenEmpty(withinMs?: number): Promise<boolean>;
  stop(): Promise<void>;
}

export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly connection: {
    readonly isConnected: boolean;
    publish(topic: string, payload: Uint8Array): Promise<void>;
  };
  readonly trapId: string;
  readonly onStatus?: (status: DeliveryStatus) => void;
  readonly settings?: Partial<DeliverySettings>;
}

const DEFAULTS: DeliverySettings = { commitMs: 4_000, commitMaxMs: 30_000, betweenMs: 35 };

/**
 * Sends what lies in the outbox, oldest first, and forgets it only when the cloud says that it is committed. A broker's
 * acknowledgement counts for nothing here: after a silence everything uncommitted is sent again, and the cloud knows
 * each message by (trap, boot, sequence).
 */
export function createDeliveryLoop(options: DeliveryOptions): DeliveryLoop {
  const loop = new Loop(options);
  void loop.run();
  return loop;
}

class Loop implements DeliveryLoop {
  readonly #options: DeliveryOptions;
  readonly #settings: DeliverySettings;
  readonly #finished = Promise.withResolvers<void>();
  #bell = Promise.withResolvers<void>();
  #stopping = false;
  /** Highest sequence per boot that was ever handed to the connection: no watermark may reach beyond it. */
  readonly #sent = new Map<string, number>();
  readonly #emptyWaiters = new Set<() => void>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULTS, ...options.settings };
  }

  wake(): void {
    this.#bell.resolve();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#finished.promise;
  }

  async whenEmpty(withinMs?: number): Promise<boolean> {
    if (this.#options.outbox.depth() === 0) return true;
    this.wake();
    return new Promise((resolve) => {
      const finish = (empty: boolean) => {
        clearTimeout(timer);
        this.#emptyWaiters.delete(onEmpty);
        resolve(empty);
      };
      const onEmpty = () => finish(true);
      const timer = withinMs === undefined ? undefined : setTimeout(() => finish(false), withinMs);
      this.#emptyWaiters.add(onEmpty);
    });
  }

  receive(topic: string, payload: Uint8Array): void {
    if (topic !== committedTopic(this.#options.trapId)) return;
    const mark = parseWatermark(payload);
    if (!mark) return this.#say({ kind: 'ignored', reason: `a malformed watermark on ${topic}` });
    // Never beyond what was sent: a mark that promises more is a mistake elsewhere and must not cost data.
    const upTo = Math.min(mark.upTo, this.#sent.get(mark.boot) ?? 0);
    if (upTo === 0) return;
    try {
      const messages = this.#options.outbox.trim(mark.boot, upTo);
      if (messages === 0) return;
      const depth = this.#options.outbox.depth();
      this.#say({ kind: 'committed', messages, depth });
      if (depth === 0) for (const resolve of [...this.#emptyWaiters]) resolve();
      this.wake();
    } catch (error) {
      this.#say({ kind: 'ignored', reason: `a watermark could not be stored: ${describeError(error)}` });
    }
  }

  async run(): Promise<void> {
    let waitMs = this.#settings.commitMs;
    while (!this.#stopping) {
      const batch = this.#peek();
      if (batch.length === 0 || !this.#options.connection.isConnected) {
        await this.#rest(this.#settings.commitMaxMs);
        continue;
      }
      let sent = false;
      // Not awaited: the commit may come before the acknowledgement, and the connection may go before both.
      void this.#publish(batch).then((all) => (sent = all));
      const progressed = await this.#waitForCommit(batch, waitMs);
      if (progressed) waitMs = this.#settings.commitMs;
      else if (!this.#stopping && this.#options.connection.isConnected) {
        if (sent) this.#say({ kind: 'resending', messages: batch.length, waitedMs: Math.round(waitMs) });
        waitMs = Math.min(waitMs * 2, this.#settings.commitMaxMs);
      } else waitMs = this.#settings.commitMs;
      if (!this.#stopping) await sleep(this.#settings.betweenMs);
    }
    this.#finished.resolve();
  }

  #peek(): StoredMessage[] {
    try {
      return this.#options.outbox.peekBatch();
    } catch (error) {
      this.#say({ kind: 'not-sent', reason: describeError(error) });
      return [];
    }
  }

  async #publish(batch: readonly StoredMessage[]): Promise<boolean> {
    const last = batch.at(-1)!;
    this.#sent.set(last.boot, Math.max(last.sequence, this.#sent.get(last.boot) ?? 0));
    const { connection, trapId } = this.#options;
    const results = await Promise.allSettled(
      buildEnvelopes(trapId, batch).map(({ topic, payload }) => connection.publish(topic, payload)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) this.#say({ kind: 'not-sent', reason: describeError(failed.reason) });
    return !failed;
  }

  /** Whether the front of the outbox moved within about `waitMs`; returns early when the connection goes. */
  async #waitForCommit(batch: readonly StoredMessage[], waitMs: number): Promise<boolean> {
    const first = batch[0]!;
    const until = performance.now() + waitMs * (0.8 + 0.4 * Math.random());
    while (!this.#stopping && this.#options.connection.isConnected) {
      const front = this.#options.outbox.peekBatch(0, 1)[0];
      if (!front || front.boot !== first.boot || front.sequence > first.sequence) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      await this.#rest(left);
    }
    return false;
  }

  async #rest(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.#bell.promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
    clearTimeout(timer);
    this.#bell = Promise.withResolvers<void>();
  }

  #say(status: DeliveryStatus): void {
    this.#options.onStatus?.(status);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function parseWatermark(payload: Uint8Array): CommittedWatermark | undefined {
  try {
    const parsed = CommittedWatermark.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
