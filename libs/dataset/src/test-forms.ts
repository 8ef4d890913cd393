import { CLASS_NAMES } from '@natiu/domain';
import { encodePng } from './test-support.ts';
import { renderTexture } from './test-textures.ts';

/** One box in pixels. */
export interface TestBox {
  readonly className: string;
  readonly xyxy: readonly [number, number, number, number];
}

export interface TestPicture {
  readonly stem: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly TestBox[];
}

type Files = Record<string, string | Uint8Array>;

export const TEST_PICTURES: readonly TestPicture[] = [
  {
    stem: 'one',
    width: 80,
    height: 60,
    boxes: [
      { className: 'Male', xyxy: [8, 12, 40, 36] },
      { className: 'Female', xyxy: [50, 30, 80, 60] },
    ],
  },
  { stem: 'two', width: 60, height: 60, boxes: [{ className: 'Undefined', xyxy: [6, 6, 30, 24] }] },
  { stem: 'three', width: 64, height: 48, boxes: [] },
];

async function encodeTexture({ width, height, stem }: TestPicture): Promise<Uint8Array> {
  return encodePng(
    renderTexture(
      width,
      height,
      [...stem].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7),
    ),
  );
}

export function splitOf(index: number): 'train' | 'valid' {
  return index === 0 ? 'train' : 'valid';
}

export async function makeYolo(pictures: readonly TestPicture[]): Promise<Files> {
  const files: Files = {
    'data.yaml': `train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnames: [${CLASS_NAMES.join(', ')}]\n`,
  };
  for (const [index, picture] of pictures.entries()) {
    const { stem, width, height, boxes } = picture;
    files[`${splitOf(index)}/images/${stem}.png`] = await encodeTexture(picture);
    const rows = boxes.map(({ className, xyxy: [x1, y1, x2, y2] }) =>
      [
        (CLASS_NAMES as readonly string[]).indexOf(className),
        ...[(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height],
      ].join(' '),
    );
    files[`${splitOf(index)}/labels/${stem}.txt`] = rows.join('\n');
  }
  return files;
}

/** As the Roboflow export has it: a file per split beside its pictures, a class 0 that stands for all. */
export async function makeCoco(pictures: readonly TestPicture[]): Promise<Files> {
  const files: Files = {};
  for (const split of ['train', 'valid'] as const) {
    const own = pictures.filter((_, index) => splitOf(index) === split);
    for (const picture of own) files[`${split}/${picture.stem}.png`] = await encodeTexture(picture);
    const categories = ['insects', ...CLASS_NAMES].map((name, id) => ({ id, name, supercategory: 'none' }));
    const annotations = own.flatMap(({ boxes }, image_id) =>
      boxes.map(({ className, xyxy: [x1, y1, x2, y2] }, id) => ({
        ...{ id, image_id, iscrowd: 0, bbox: [x1, y1, x2 - x1, y2 - y1] },
        category_id: categories.find(({ name }) => name === className)?.id,
      })),
    );
    const images = own.map(({ stem, width, height }, id) => ({
      id,
      file_name: `${stem}.png`,
      width,
      height,
    }));
    files[`${split}/_annotations.coco.json`] = JSON.stringify({ images, annotations, categories });
  }
  return files;
}

export function vocXml({ stem, width, height, boxes }: TestPicture): string {
  const objects = boxes.map(
    ({ className, xyxy: [x1, y1, x2, y2] }) =>
      `<object><name>${className}</name><bndbox><xmin>${x1 + 1}</xmin><ymin>${y1 + 1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox></object>`,
  );
  return (
    `<?xml version="1.0"?><annotation><filename>${stem}.png</filename>` +
    `<size><width>${width}</width><height>${height}</height><depth>3</depth></size>${objects.join('')}</annotation>`
  );
}

export async function makeVoc(pictures: readonly TestPicture[]): Promise<Files> {
  const files: Files = {};
  for (const [index, picture] of pictures.entries()) {
    files[`JPEGImages/${picture.stem}.png`] = await encodeTexture(picture);
    files[`Annotations/${picture.stem}.xml`] = vocXml(picture);
    const list = `ImageSets/Main/${splitOf(index) === 'valid' ? 'val' : 'train'}.txt`;
    files[list] = `${files[list] ?? ''}${picture.stem}\n`;
  }
  return files;
}
