import { describe, expect, it } from 'vitest';
import { parseItem, separateReused, stringifySafely } from './parse-item.ts';
import { RECEIVED_AT, makeCount, makeEvent, makeHeartbeat } from './testing/batches.ts';

const parse = (raw: unknown) => parseItem(raw, RECEIVED_AT);

describe('parseItem', () => {
  it('takes every kind of message', () => {
    for (const message of [makeCount(1), makeHeartbeat(2), makeEvent(3)])
      expect(parse(message)).toEqual({ ok: true, sequence: message.sequence, message, raw: message });
  });

  it('names the field and keeps the sequence when the rest is unusable', () => {
    const result = parse({ ...makeCount(7), effort: { observedS: -1, degradedS: 0, downS: 0 } });
    expect(result).toMatchObject({ ok: false, sequence: 7, code: 'bad-message' });
    expect(result).toHaveProperty('reason', expect.stringContaining('effort.observedS'));
  });

  it.each([null, undefined, 5, 'text', [], {}, { sequence: 0 }, { sequence: 1.5 }, { sequence: '3' }])(
    'finds no sequence in %j',
    (raw) => {
      expect(parse(raw)).toMatchObject({ ok: false, sequence: undefined, code: 'bad-message' });
    },
  );

  it('refuses an instant more than one day ahead of its arrival, and none before', () => {
    expect(parse(makeEvent(1, { atUtc: '2026-03-11T12:00:00.000Z' })).ok).toBe(true);
    expect(parse(makeEvent(1, { atUtc: '2026-03-11T12:00:00.001Z' }))).toMatchObject({ code: 'clock-ahead' });
    expect(parse(makeCount(1, { intervalEndUtc: '2027-01-01T00:00:00.000Z' }))).toMatchObject({
      code: 'clock-ahead',
    });
  });

  it('refuses the instants of a clock that was never set', () => {
    expect(parse(makeHeartbeat(1, { sentAtUtc: '1970-01-01T00:01:00.000Z' }))).toMatchObject({
      code: 'clock-unset',
    });
    expect(parse(makeHeartbeat(1, { sentAtUtc: '0000-01-01T00:01:00.000Z' }))).toMatchObject({
      code: 'clock-unset',
    });
  });

  it('refuses text that PostgreSQL cannot hold', () => {
    expect(parse(makeEvent(1, { message: 'a\0b' }))).toMatchObject({ ok: false, code: 'nul-character' });
  });
});

describe('separateReused', () => {
  it('leaves one item of a sequence that stands twice with different content, and names the other', () => {
    const [a, b] = [makeEvent(1, { message: 'first' }), makeEvent(1, { message: 'second' })];
    expect(separateReused([parse(a), parse(b), parse(a)])).toMatchObject([
      { ok: true, sequence: 1 },
      { ok: false, sequence: undefined, code: 'sequence-reused' },
      { ok: true, sequence: 1 },
    ]);
  });
});

describe('stringifySafely', () => {
  it('survives nesting that JSON can parse and not print', () => {
    const depth = 60_000;
    const deep: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(stringifySafely(deep)).toContain('nested too deeply');
  });
});
