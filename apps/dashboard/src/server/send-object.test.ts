import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { sendObject } from './send-object.ts';

const make = () => ({
  sha256: 'ab'.repeat(32),
  contentType: 'image/jpeg',
  bytes: 3,
  content: Readable.from([Buffer.from('abc')]),
});

describe('sendObject', () => {
  it('sends the bytes under the name of their hash, for this person only', async () => {
    const response = sendObject(new Request('http://natiu/'), make());
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(`"${'ab'.repeat(32)}"`);
    expect(response.headers.get('cache-control')).toContain('private');
    expect(await response.text()).toBe('abc');
  });
  it('sends nothing to who has it already, and lets go of the file', () => {
    const object = make();
    const request = new Request('http://natiu/', { headers: { 'if-none-match': `"${object.sha256}"` } });
    expect(sendObject(request, object).status).toBe(304);
    expect(object.content.destroyed).toBe(true);
  });
  it('lets no content run scripts, whatever it claims to be', () => {
    const object = { ...make(), contentType: 'text/html' };
    const response = sendObject(new Request('http://natiu/'), object);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
