import { decodePicture, drawDetections, encodePicture, shrinkPicture } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import type { NamedLabel } from '../import/judge-boxes.ts';
import type { InspectedPicture } from '../import/inspect-picture.ts';

const THUMBNAIL_PX = 150;

/** A small copy with its boxes, as a `data:` link. */
export async function makeThumbnail({ file, labels }: InspectedPicture): Promise<string> {
  const small = await shrinkPicture(await decodePicture(file), THUMBNAIL_PX);
  const bytes = await encodePicture(await drawLabels(small, labels, false), { format: 'jpeg', quality: 75 });
  return `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** A copy with the boxes of its labels. */
export function drawLabels(
  picture: RgbPicture,
  labels: readonly NamedLabel[],
  hasNames: boolean,
): Promise<RgbPicture> {
  const { width, height } = picture;
  const colours: Readonly<Record<string, string>> = {
    Female: '#AA3377',
    Male: '#0077BB',
    Incomplete: '#EE7733',
  };
  return drawDetections(
    picture,
    labels.map(({ className, cx, cy, w, h }) => ({
      boxXyxy: [(cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height],
      label: hasNames ? className : '',
      ...(className in colours ? { colour: colours[className] } : {}),
    })),
  );
}
