import type { RgbPicture } from '@natiu/detector';
import { expect, it } from 'vitest';
import { contactSheet } from './contact-sheet.ts';
import { colourForLabel, drawDetections } from './draw.ts';

function renderFlat(width: number, height: number, level: number): RgbPicture {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}

function pixelAt(picture: RgbPicture, x: number, y: number): number[] {
  const at = (y * picture.width + x) * 3;
  return [...picture.data.subarray(at, at + 3)];
}

it('draws a box in its class colour and leaves the rest and the source alone', async () => {
  const picture = renderFlat(100, 80, 20);
  const drawn = await drawDetections(picture, [{ boxXyxy: [20.5, 30.5, 60.5, 70.5], label: 'Male 0.91' }]);
  expect(pixelAt(drawn, 20, 50)).toEqual([0x00, 0x77, 0xbb]);
  expect(pixelAt(drawn, 60, 50)).toEqual([0x00, 0x77, 0xbb]);
  expect(pixelAt(drawn, 40, 50)).toEqual([20, 20, 20]);
  expect(pixelAt(drawn, 90, 5)).toEqual([20, 20, 20]);
  expect(picture.data.every((value) => value === 20)).toBe(true);
});

it('colours sexes apart and everything else grey', () => {
  expect(['Female', 'Male', 'Incomplete', 'Malevolent'].map(colourForLabel)).toEqual([
    '#AA3377',
    '#0077BB',
    '#9A9A9A',
    '#9A9A9A',
  ]);
});

it('survives labels with markup and boxes outside the picture', async () => {
  const drawn = await drawDetections(renderFlat(30, 30, 0), [
    { boxXyxy: [-50, -50, 200, 200], label: '<script>&"' },
    { boxXyxy: [Number.NaN, 0, 1, 1], label: 'x' },
  ]);
  expect([drawn.width, drawn.height, drawn.data.length]).toEqual([30, 30, 2700]);
});

it('places pictures of a contact sheet row by row', () => {
  const sheet = contactSheet(
    [10, 20, 30].map((level) => renderFlat(4, 3, level)),
    2,
  );
  expect([sheet.width, sheet.height]).toEqual([14, 12]);
  expect(pixelAt(sheet, 2, 2)).toEqual([10, 10, 10]);
  expect(pixelAt(sheet, 8, 2)).toEqual([20, 20, 20]);
  expect(pixelAt(sheet, 2, 7)).toEqual([30, 30, 30]);
  expect(pixelAt(sheet, 8, 7)).toEqual([255, 255, 255]);
  expect(() => contactSheet([], 2)).toThrow('at least one picture');
});
