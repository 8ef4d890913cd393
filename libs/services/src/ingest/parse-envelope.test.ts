import { describe, expect, it } from 'vitest';
import { parseEnvelope } from './parse-envelope.ts';
import { makeBatch, makeCount, newBoot } from './testing/batches.ts';

const boot = newBoot();
const good = makeBatch('sl-01', boot, [makeCount(1)]);
const withPayload = (text: string) => ({ ...good, payload: new TextEncoder().encode(text) });

describe('parseEnvelope', () => {
  it('takes a batch whose topic, sender and envelope name the same trap', () => {
    const result = parseEnvelope({ ...good, clientTrap: 'sl-01' });
    expect(result).toMatchObject({ ok: true, envelope: { trap: 'sl-01', boot, items: [{ ok: true }] } });
  });

  it.each([
    ['unknown-topic', { ...good, topic: 'natiu/v1/traps/sl-01/cmd/committed' }],
    ['unknown-topic', { ...good, topic: 'natiu/v1/traps/SL 01/counts' }],
    ['wrong-client', { ...good, clientTrap: 'sl-02' }],
    ['wrong-trap', { ...good, topic: 'natiu/v1/traps/sl-02/counts' }],
    ['oversize', withPayload('x'.repeat(128 * 1024 + 1))],
    ['not-json', withPayload('{"v":1')],
    ['not-json', withPayload('')],
    ['not-json', { ...good, payload: Uint8Array.of(0x22, 0xff, 0x22) }],
    ['bad-envelope', withPayload('null')],
    ['bad-envelope', withPayload(JSON.stringify({ v: 2, trap: 'sl-01', boot, messages: [1] }))],
    ['bad-envelope', withPayload(JSON.stringify({ v: 1, trap: 'sl-01', boot, messages: [] }))],
  ])('answers %s and a reason', (code, incoming) => {
    expect(parseEnvelope(incoming)).toMatchObject({ ok: false, code, reason: expect.stringMatching(/./) });
  });

  it('takes one boot for the same whether written in upper or lower case', () => {
    const result = parseEnvelope(makeBatch('sl-01', boot.toUpperCase(), [makeCount(1)]));
    expect(result).toMatchObject({ ok: true, envelope: { boot } });
  });
});
