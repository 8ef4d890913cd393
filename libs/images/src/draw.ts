import type { RgbPicture } from '@natiu/detector';
import { toSharp } from './encode.ts';

export const CLASS_COLOURS: Readonly<Record<string, string>> = { Female: '#AA3377', Male: '#0077BB' };
export const OTHER_COLOUR = '#9A9A9A';

export interface DrawnBox {
  /** x1, y1, x2, y2 in pixels of the picture. */
  readonly boxXyxy: readonly [number, number, number, number];
  /** Written above the box; also chooses the colour when it starts with a class name. */
  readonly label: string;
  /** `#rrggbb`; by default the class colour. */
  readonly colour?: string;
}

export function colourForLabel(label: string): string {
  const known = Object.keys(CLASS_COLOURS).find((name) => label === name || label.startsWith(`${name} `));
  return known === undefined ? OTHER_COLOUR : CLASS_COLOURS[known];
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function drawBox(box: DrawnBox, stroke: number, picture: RgbPicture): string {
  const [x1, y1, x2, y2] = box.boxXyxy;
  const colour = escapeXml(box.colour ?? colourForLabel(box.label));
  const rectangle =
    `<rect x="${x1}" y="${y1}" width="${Math.max(0, x2 - x1)}" height="${Math.max(0, y2 - y1)}" ` +
    `fill="none" stroke="${colour}" stroke-width="${stroke}"/>`;
  if (box.label === '') return rectangle;
  const fontSize = Math.max(9, stroke * 6);
  const tagWidth = Math.min(picture.width, box.label.length * fontSize * 0.6 + 4);
  const tagHeight = fontSize * 1.25;
  // The label stands above its box, inside it at the top edge, and never leaves the picture sideways.
  const tagY = y1 >= tagHeight ? y1 - tagHeight : Math.max(0, y1);
  const tagX = Math.max(0, Math.min(x1, picture.width - tagWidth));
  return (
    `${rectangle}<rect x="${tagX}" y="${tagY}" width="${tagWidth}" height="${tagHeight}" fill="${colour}"/>` +
    `<text x="${tagX + 2}" y="${tagY + fontSize}" font-family="sans-serif" font-size="${fontSize}" ` +
    `fill="#ffffff">${escapeXml(box.label)}</text>`
  );
}

/** A copy of the picture with boxes and labels on it; the picture itself is not changed. */
export async function drawDetections(picture: RgbPicture, boxes: readonly DrawnBox[]): Promise<RgbPicture> {
  const { width, height } = picture;
  if (boxes.length === 0) return { width, height, data: picture.data.slice() };
  const stroke = Math.max(1, Math.round(Math.min(width, height) / 200));
  const finite = boxes.filter((box) => box.boxXyxy.every(Number.isFinite));
  const shapes = finite.map((box) => drawBox(box, stroke, picture)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const data = await toSharp(picture)
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(data) };
}
