import { describe, expect, it } from 'vitest';
import { chooseSplits } from './import-job.ts';
import { toProposal } from './propose-job.ts';
import { createRunLogWriter } from './run-log-writer.ts';
import type { LogLine } from './run-log-writer.ts';

const female = { classIndex: 0, cx: 0.5, cy: 0.5, w: 0.1, h: 0.1 };
type Picture = Parameters<typeof chooseSplits>[0][number];
function picture(
  group: string,
  change: { split?: 'train' | 'valid' | 'test'; labels?: undefined } = {},
): Picture {
  const origin = { group, split: change.split ?? null } as Picture['origin'];
  return { origin, labels: 'labels' in change ? undefined : [female] };
}

describe('chooseSplits', () => {
  it('keeps splits of the source, and puts new pictures of a known group beside the old ones', () => {
    const pictures = [picture('a', { split: 'valid' }), picture('b'), picture('c')];
    expect(chooseSplits(pictures, new Map([['b', 'test']]))).toEqual(['valid', 'test', 'train']);
  });

  it('divides labelled pictures without a split 60/20/20 by group, and gives unlabelled ones none', () => {
    const pictures = Array.from({ length: 20 }, (_, i) => picture(`group-${Math.floor(i / 2)}`));
    pictures.push(picture('new', { labels: undefined }));
    const splits = chooseSplits(pictures, new Map());
    expect(splits.at(-1)).toBeNull();
    const count = (name: string) => splits.filter((split) => split === name).length;
    expect([count('train'), count('valid'), count('test')]).toEqual([12, 4, 4]);
    for (let i = 0; i < 20; i += 2) expect(splits[i]).toBe(splits[i + 1]);
  });

  it('makes too few pictures for three splits training pictures', () => {
    expect(chooseSplits([picture('a'), picture('a'), picture('b')], new Map())).toEqual([
      'train',
      'train',
      'train',
    ]);
  });
});

describe('toProposal', () => {
  const size = { width: 100, height: 50 };

  it('gives shares of the picture, cut at its edges', () => {
    const proposal = toProposal({ classIndex: 2, score: 0.7, boxXyxy: [-10, 10, 50, 60] }, size);
    expect(proposal).toEqual({ cx: 0.25, cy: 0.6, w: 0.5, h: 0.8, className: 'Male', confidence: 0.7 });
  });

  it('leaves out what lies outside altogether', () => {
    expect(toProposal({ classIndex: 0, score: 0.7, boxXyxy: [120, 10, 150, 20] }, size)).toBeUndefined();
  });
});

describe('the log of a run', () => {
  it('keeps the order of lines, leaves out empty ones, and survives a database that is away', async () => {
    const written: LogLine[][] = [];
    const failures: unknown[] = [];
    let isAway = true;
    const write = (lines: LogLine[]) => {
      if (isAway) return Promise.reject(new Error('away'));
      written.push(lines);
      return Promise.resolve();
    };
    const log = createRunLogWriter(write, {
      intervalMs: 3_600_000,
      onFailure: (error) => failures.push(error),
    });
    log.add('student', 'lost');
    await log.close();
    isAway = false;
    log.add('student', 'one\u0000  ');
    log.add('student', '   ');
    log.add('student', 'two');
    await log.close();
    expect(failures).toHaveLength(1);
    expect(written.flat().map(({ line }) => line)).toEqual(['one', 'two']);
  });
});
