import { createLogger } from '@natiu/logger';
import type { CommitResult } from '@natiu/services';
import { describe, expect, it } from 'vitest';
import { createCommitter, queueKeyOf } from './committer.ts';

const BOOT = '6f0b0a4e-0f64-4bd4-9e56-0c9a4f1d3a55';
const DONE: CommitResult = {
  acks: [{ trap: 'sl-01', boot: BOOT, upTo: 3 }],
  accepted: 3,
  duplicates: 1,
  quarantined: 0,
};
const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** `answers`: what each try throws or gives; the last one stands for all that follow. */
function setUp(answers: (CommitResult | Error)[]) {
  const happened: string[] = [];
  const stopping = new AbortController();
  let tries = 0;
  const committer = createCommitter({
    commit: async () => {
      const answer = answers[Math.min(tries, answers.length - 1)]!;
      tries += 1;
      happened.push(answer instanceof Error ? 'failed' : 'committed');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    createBackoff: () => ({
      wait: async () => {
        happened.push('waited');
        if (tries >= 50) stopping.abort();
      },
      reset: () => {},
    }),
    logger: createLogger({ name: 'test', level: 'silent' }),
    publish: (topic, payload) => happened.push(`${topic} ${payload}`),
    signal: stopping.signal,
  });
  const delivery = {
    topic: 'natiu/v1/traps/sl-01/counts',
    payload: new Uint8Array(),
    receivedAt: new Date(0),
    acknowledge: () => happened.push('acknowledged'),
  };
  return { committer, delivery, happened };
}

describe('createCommitter', () => {
  it('acknowledges to the broker and tells the trap only after the commit', async () => {
    const { committer, delivery, happened } = setUp([DONE]);
    await committer.commit(delivery);
    expect(happened).toEqual([
      'committed',
      'acknowledged',
      `natiu/v1/traps/sl-01/cmd/committed {"v":1,"boot":"${BOOT}","upTo":3}`,
    ]);
    expect(committer.figures()).toMatchObject({ accepted: 3, duplicates: 1, failingSince: undefined });
  });

  it('tries again while the database is away, says since when, and forgets that once it answers', async () => {
    const { committer, delivery, happened } = setUp([away(), away(), away(), DONE]);
    await committer.commit(delivery);
    expect(happened.slice(0, 7)).toEqual([
      'failed',
      'waited',
      'failed',
      'waited',
      'failed',
      'waited',
      'committed',
    ]);
    expect(committer.figures().failingSince).toBeUndefined();
  });

  it('acknowledges nothing when it is stopped before the database answers', async () => {
    const { committer, delivery, happened } = setUp([away()]);
    await committer.commit(delivery);
    expect(happened.filter((what) => what === 'failed')).toHaveLength(50);
    expect(new Set(happened)).toEqual(new Set(['failed', 'waited']));
    expect(committer.figures().failingSince).toBeInstanceOf(Date);
  });

  it('leaves a batch that trips over a fault of ours with its trap, so that it blocks no other', async () => {
    const { committer, delivery, happened } = setUp([new TypeError('x is not a function')]);
    await committer.commit(delivery);
    expect(happened.filter((what) => what === 'failed')).toHaveLength(5);
    expect(happened).not.toContain('acknowledged');
  });
});

describe('queueKeyOf', () => {
  it('is the trap, and one key for everything that names none', () => {
    expect(queueKeyOf('natiu/v1/traps/sl-01/heartbeat')).toBe('sl-01');
    expect(queueKeyOf('something/else')).toBe('');
  });
});
