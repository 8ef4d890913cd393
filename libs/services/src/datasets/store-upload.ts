import { InputError } from '@natiu/errors';
import type { ObjectStore } from '@natiu/object-store';

const ACCEPTED = /\.(zip|tar|tgz|tar\.gz|jpe?g|png|webp)$/i;
const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;
/** Two gigabytes: some ten thousand trap pictures. */
const MAX_BYTES = 2_000_000_000;

export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name);
}

export interface UploadInput {
  /** As the person's file is called; only its last part is kept. */
  name: string;
  content: AsyncIterable<Uint8Array>;
  maxBytes?: number;
}

async function* limitBytes(content: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new InputError(`The file is larger than ${Math.floor(maxBytes / 1e6)} MB. Import it in parts.`);
    yield chunk;
  }
}

/** Keeps what a browser sends; a later import names it by its hash. */
export async function storeUpload(
  { objects }: { objects: ObjectStore },
  { name, content, maxBytes = MAX_BYTES }: UploadInput,
): Promise<{ sha256: string; bytes: number; name: string }> {
  const plain = name.split(/[\\/]/).at(-1)!.slice(-255);
  if (!ACCEPTED.test(plain))
    throw new InputError(
      `"${plain}" is neither an archive (.zip, .tar, .tgz) nor a picture (.jpg, .png, .webp).`,
    );
  const stored = await objects.put(limitBytes(content, maxBytes));
  if (stored.bytes === 0) throw new InputError(`"${plain}" is empty.`);
  return { ...stored, name: plain };
}
