import { Readable } from 'node:stream';

export type SentObject = { sha256: string; contentType: string; bytes: number; content: Readable };

/** Content by its hash never changes: a browser that has it need not ask again, and one that asks gets no bytes. */
export function sendObject(request: Request, object: SentObject, extraHeaders: HeadersInit = {}): Response {
  const etag = `"${object.sha256}"`;
  const headers = new Headers({
    etag,
    // Private: only who may see it; a proxy in between must not hand it to others.
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    // Whatever it claims to be, it runs nothing.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    ...extraHeaders,
  });
  if (request.headers.get('if-none-match') === etag) {
    object.content.destroy();
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', object.contentType);
  headers.set('content-length', String(object.bytes));
  return new Response(Readable.toWeb(object.content) as ReadableStream, { headers });
}
