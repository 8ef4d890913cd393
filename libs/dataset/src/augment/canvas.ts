/** A square RGB canvas with a frame of one grey pixel, so that interpolation at the border needs no special case. */
export interface Canvas {
  /** Inner side, pixels; the frame is not counted. */
  readonly side: number;
  /** Bytes per row, frame included. */
  readonly rowBytes: number;
  /** [side + 2, side + 2, 3] */
  readonly data: Uint8Array;
}

export const CANVAS_GREY = 114;

export function createCanvas(side: number): Canvas {
  const rowBytes = (side + 2) * 3;
  return { side, rowBytes, data: new Uint8Array(rowBytes * (side + 2)).fill(CANVAS_GREY) };
}

export function clearCanvas(canvas: Canvas): void {
  canvas.data.fill(CANVAS_GREY);
}

/** A picture's pixels, 8 bit RGB row by row. */
export interface PixelSource {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Copies the picture with its top left corner at (left, top); what lies outside the canvas is cut off. */
export function pasteOnCanvas(canvas: Canvas, picture: PixelSource, left: number, top: number): void {
  pasteInWindow(canvas, picture, { left, top }, { x1: 0, y1: 0, x2: canvas.side, y2: canvas.side });
}

export interface Window {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Like `pasteOnCanvas`, but only inside a window of the canvas. */
export function pasteInWindow(
  canvas: Canvas,
  picture: PixelSource,
  at: { readonly left: number; readonly top: number },
  window: Window,
): void {
  const x1 = Math.max(at.left, window.x1, 0);
  const x2 = Math.min(at.left + picture.width, window.x2, canvas.side);
  const y1 = Math.max(at.top, window.y1, 0);
  const y2 = Math.min(at.top + picture.height, window.y2, canvas.side);
  if (x2 <= x1) return;
  for (let y = y1; y < y2; y++) {
    const from = ((y - at.top) * picture.width + (x1 - at.left)) * 3;
    const to = (y + 1) * canvas.rowBytes + (x1 + 1) * 3;
    canvas.data.set(picture.data.subarray(from, from + (x2 - x1) * 3), to);
  }
}
