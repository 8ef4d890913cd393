/** Work in order per key, several keys at once, and a bound on everything that waits. */
export interface TrapQueues<T> {
  /** Resolves when there is room for another one: a caller that waits for it passes the pressure on. */
  push(key: string, item: T): Promise<void>;
  /** Begun and waiting. */
  size(): number;
  /** Forgets what waits and resolves when everything begun has ended. */
  stop(): Promise<void>;
}

export interface TrapQueueOptions<T> {
  concurrency: number;
  capacity: number;
  /** Must not reject. */
  work: (item: T) => Promise<void>;
}

export function createTrapQueues<T>({ concurrency, capacity, work }: TrapQueueOptions<T>): TrapQueues<T> {
  /** Of every key that is running or waiting; its items do not include the one that runs. */
  const waiting = new Map<string, T[]>();
  /** Keys with items of which none runs, longest wait first. */
  const ready: string[] = [];
  const running = new Set<Promise<void>>();
  let size = 0;
  let stopped = false;
  let roomWaiters: (() => void)[] = [];

  function finish(key: string): void {
    size -= 1;
    if (waiting.get(key)!.length > 0) ready.push(key);
    else waiting.delete(key);
    if (size < capacity) {
      for (const resolve of roomWaiters) resolve();
      roomWaiters = [];
    }
    startNext();
  }

  function startNext(): void {
    while (!stopped && running.size < concurrency && ready.length > 0) {
      const key = ready.shift()!;
      const item = waiting.get(key)!.shift()!;
      const task: Promise<void> = work(item).finally(() => {
        running.delete(task);
        finish(key);
      });
      running.add(task);
    }
  }

  return {
    push(key, item) {
      if (stopped) return new Promise(() => {});
      size += 1;
      const items = waiting.get(key);
      if (items) items.push(item);
      else {
        waiting.set(key, [item]);
        ready.push(key);
      }
      startNext();
      return size < capacity ? Promise.resolve() : new Promise((resolve) => roomWaiters.push(resolve));
    },
    size: () => size,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}
