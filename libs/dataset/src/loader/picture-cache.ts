import type { RgbPicture } from '@natiu/images';

/** Memory that all worker threads see; plain buffers, so that it can be posted to them. */
export interface SharedPictureCache {
  /** Int32 [slots, 3]: ready flag, width, height. */
  readonly heads: SharedArrayBuffer;
  /** uint8 [slots, size * size * 3] */
  readonly pixels: SharedArrayBuffer;
  readonly slots: number;
  readonly slotBytes: number;
}

const HEAD_INTS = 3;

/**
 * One slot per picture, as many as fit; pictures beyond that are decoded anew each time.
 * The operating system hands out the pages only when a slot is written.
 * @param size side of the square that every picture fits into
 */
export function createPictureCache(pictures: number, size: number, cacheBytes: number): SharedPictureCache {
  const slotBytes = size * size * 3;
  const slots = Math.min(pictures, Math.floor(cacheBytes / slotBytes));
  return {
    heads: new SharedArrayBuffer(Math.max(1, slots) * HEAD_INTS * 4),
    pixels: new SharedArrayBuffer(Math.max(1, slots * slotBytes)),
    slots,
    slotBytes,
  };
}

/** A view on a cached picture, or `undefined` when it is not there yet. */
export function readCached(cache: SharedPictureCache, index: number): RgbPicture | undefined {
  if (index >= cache.slots) return undefined;
  const head = new Int32Array(cache.heads, index * HEAD_INTS * 4, HEAD_INTS);
  if (Atomics.load(head, 0) !== 1) return undefined;
  const [, width, height] = head;
  return { width, height, data: new Uint8Array(cache.pixels, index * cache.slotBytes, width * height * 3) };
}

/** Two threads may store the same picture at once: they write the same bytes. */
export function storeCached(cache: SharedPictureCache, index: number, picture: RgbPicture): void {
  if (index >= cache.slots || picture.data.length > cache.slotBytes) return;
  new Uint8Array(cache.pixels, index * cache.slotBytes, picture.data.length).set(picture.data);
  const head = new Int32Array(cache.heads, index * HEAD_INTS * 4, HEAD_INTS);
  head[1] = picture.width;
  head[2] = picture.height;
  Atomics.store(head, 0, 1);
}
