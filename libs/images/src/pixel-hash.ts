import { createHash } from 'node:crypto';
import type { RgbPicture } from '@natiu/detector';

/** SHA-256 over size and pixels: equal for the same picture whatever file format or metadata it was stored with. */
export function hashPixels(picture: RgbPicture): string {
  return createHash('sha256')
    .update(`${picture.width}x${picture.height}\n`)
    .update(picture.data)
    .digest('hex');
}
