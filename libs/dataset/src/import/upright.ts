import type { PictureInfo } from '@natiu/images';

type Xyxy = readonly [number, number, number, number];
type MovePoint = (x: number, y: number, width: number, height: number) => readonly [number, number];

/** Stored pixel -> upright pixel for pictures that lie on their side; width and height as stored. */
const MOVES: Readonly<Record<number, MovePoint>> = {
  5: (x, y) => [y, x],
  6: (x, y, _width, height) => [height - y, x],
  7: (x, y, width, height) => [height - y, width - x],
  8: (x, y, width) => [y, width - x],
};

/** A box drawn on the stored pixels, as it lies on the picture turned upright by its EXIF orientation (5 to 8). */
export function turnBoxUpright([x1, y1, x2, y2]: Xyxy, info: PictureInfo): Xyxy {
  const move = MOVES[info.orientation];
  if (move === undefined) return [x1, y1, x2, y2];
  const [ax, ay] = move(x1, y1, info.storedWidth, info.storedHeight);
  const [bx, by] = move(x2, y2, info.storedWidth, info.storedHeight);
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

export type DeclaredFrame = 'upright' | 'stored' | 'unknown';

/**
 * On which pixels an annotation was drawn, told by the size it declares. Boxes without a size are taken to lie on the
 * upright picture, as every viewer shows it.
 */
export function judgeFrame(
  info: PictureInfo,
  declared: { readonly width: number; readonly height: number } | undefined,
): DeclaredFrame {
  if (declared === undefined) return 'upright';
  const { storedWidth, storedHeight, orientation } = info;
  const lies = orientation >= 5;
  const upright = lies ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
  if (declared.width === upright[0] && declared.height === upright[1]) return 'upright';
  return lies && declared.width === storedWidth && declared.height === storedHeight ? 'stored' : 'unknown';
}
