import { describe, expect, it } from 'vitest';
import { openCountsFeed } from './counts-feed.ts';

async function openFake() {
  let notify = (_payload: string) => {};
  let stopped = false;
  const feed = await openCountsFeed(
    {
      listen: (_channel, handler) => {
        notify = handler;
        return Promise.resolve(() => {
          stopped = true;
          return Promise.resolve();
        });
      },
    },
    { quietMs: 0 },
  );
  return { feed, notify: () => notify('{}'), isStopped: () => stopped };
}

describe('the feed of counts', () => {
  it('wakes every screen that watches', async () => {
    const { feed, notify } = await openFake();
    const abort = new AbortController();
    const screens = [feed.watch(abort.signal), feed.watch(abort.signal)].map((watch) => watch.next());
    notify();
    expect((await Promise.all(screens)).map((result) => result.value)).toEqual([1, 1]);
    abort.abort();
  });

  it('makes one piece of news of what arrived while a screen was busy', async () => {
    const { feed, notify } = await openFake();
    const abort = new AbortController();
    const watch = feed.watch(abort.signal);
    const first = watch.next();
    notify();
    await first;
    notify();
    notify();
    expect((await watch.next()).value).toBe(3);
    abort.abort();
  });

  it('ends when the screen goes, also while it waits', async () => {
    const { feed } = await openFake();
    const abort = new AbortController();
    const waiting = feed.watch(abort.signal).next();
    abort.abort();
    expect((await waiting).done).toBe(true);
  });

  it('gives the channel back when it is closed', async () => {
    const { feed, isStopped } = await openFake();
    await feed.close();
    expect(isStopped()).toBe(true);
  });
});
