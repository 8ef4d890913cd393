import { describe, expect, it } from 'vitest';
import { createTrapQueues } from './trap-queues.ts';

interface Job {
  key: string;
  number: number;
  gate: PromiseWithResolvers<void>;
}

function setUp(options: { concurrency: number; capacity: number }) {
  const begun: string[] = [];
  const queues = createTrapQueues<Job>({
    ...options,
    work: (job) => {
      begun.push(`${job.key}${job.number}`);
      return job.gate.promise;
    },
  });
  const push = (key: string, number: number) => {
    const job = { key, number, gate: Promise.withResolvers<void>() };
    return { finish: job.gate.resolve, room: queues.push(key, job) };
  };
  return { begun, queues, push };
}

/** Lets every promise that can settle do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await settle();
  return settled;
}

describe('createTrapQueues', () => {
  it('keeps the order of one trap while other traps go on', async () => {
    const { begun, push } = setUp({ concurrency: 2, capacity: 10 });
    const a1 = push('a', 1);
    push('a', 2);
    push('b', 1);
    expect(begun).toEqual(['a1', 'b1']);
    a1.finish();
    await settle();
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('runs no more than its concurrency, and lets no busy trap starve the others', async () => {
    const { begun, push } = setUp({ concurrency: 1, capacity: 10 });
    const a1 = push('a', 1);
    const a2 = push('a', 2);
    const b1 = push('b', 1);
    expect(begun).toEqual(['a1']);
    a1.finish();
    await settle();
    b1.finish();
    a2.finish();
    await settle();
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('holds its caller back while it is full', async () => {
    const { push, queues } = setUp({ concurrency: 1, capacity: 2 });
    const first = push('a', 1);
    expect(await isSettled(first.room)).toBe(true);
    const second = push('a', 2);
    expect(await isSettled(second.room)).toBe(false);
    first.finish();
    expect(await isSettled(second.room)).toBe(true);
    expect(queues.size()).toBe(1);
  });

  it('finishes what has begun, and only that, when it is stopped', async () => {
    const { begun, push, queues } = setUp({ concurrency: 1, capacity: 10 });
    const first = push('a', 1);
    push('b', 1);
    const stopped = queues.stop();
    expect(await isSettled(stopped)).toBe(false);
    first.finish();
    await stopped;
    expect(begun).toEqual(['a1']);
  });
});
