import { InputError } from '@natiu/errors';
import type { RgbPicture } from '@natiu/detector';

const GAP_PX = 2;

/**
 * Pictures side by side, row by row, on white; each cell is as large as the largest picture.
 * @throws InputError without pictures or with fewer than one column
 */
export function contactSheet(pictures: readonly RgbPicture[], columns: number): RgbPicture {
  if (pictures.length === 0) throw new InputError('A contact sheet needs at least one picture');
  if (!Number.isInteger(columns) || columns < 1)
    throw new InputError(`A contact sheet needs at least one column, got ${columns}`);
  const usedColumns = Math.min(columns, pictures.length);
  const rows = Math.ceil(pictures.length / usedColumns);
  const cellWidth = Math.max(...pictures.map((picture) => picture.width)) + GAP_PX;
  const cellHeight = Math.max(...pictures.map((picture) => picture.height)) + GAP_PX;
  const width = usedColumns * cellWidth + GAP_PX;
  const height = rows * cellHeight + GAP_PX;
  const data = new Uint8Array(width * height * 3).fill(255);
  pictures.forEach((picture, index) => {
    const left = GAP_PX + (index % usedColumns) * cellWidth;
    const top = GAP_PX + Math.floor(index / usedColumns) * cellHeight;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(y * picture.width * 3, (y + 1) * picture.width * 3);
      data.set(row, ((top + y) * width + left) * 3);
    }
  });
  return { width, height, data };
}
