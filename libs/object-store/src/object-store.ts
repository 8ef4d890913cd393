import type { Readable } from 'node:stream';

/** Both ends included, from 0, as in an HTTP Range; without `end` to the last byte. */
export interface ByteRange {
  start: number;
  end?: number;
}

export interface StoredObject {
  sha256: string;
  bytes: number;
}

export type ObjectContent = Uint8Array | AsyncIterable<Uint8Array>;

/** Models and pictures by the hash of their content: what was put once never changes and is kept once. */
export interface ObjectStore {
  /**
   * Keeps the content and answers its name. All or nothing, also when the process is killed in between.
   * @throws InputError when the content is not what `expectedSha256` announced
   */
  put(content: ObjectContent, expectedSha256?: string): Promise<StoredObject>;
  /** @throws NotFoundError; InputError when the range lies outside the object */
  get(sha256: string, range?: ByteRange): Promise<{ bytes: number; content: Readable }>;
  has(sha256: string): Promise<boolean>;
  /** For what is known to be nobody's any more; removing what is not there is no failure. */
  remove(sha256: string): Promise<void>;
}
