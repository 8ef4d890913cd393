import { join } from 'node:path';
import type { YoloPicture } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import type { ScoredBox, TruthBox } from '@natiu/evaluation';
import { contactSheet, decodePicture, drawDetections, encodePicture, resizeBilinear } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import type { ModelAnalysis } from '../detection/analyse-model.ts';
import { writeAtomically } from '../training/checkpoint.ts';
import type { RunName } from './stages.ts';

/** Pictures shown, evenly spread over the split: picked without looking at results. */
const SAMPLES = 6;
/** Small pictures are enlarged so that labels can be read. */
const SIDE_PX = 320;

export interface SampleSource {
  readonly pictures: readonly YoloPicture[];
  readonly analyses: ReadonlyMap<RunName, ModelAnalysis>;
}

function pickSamples(pictures: readonly YoloPicture[]): number[] {
  const labelled = [...pictures.keys()].filter((i) => pictures[i]!.labels.length > 0);
  const step = labelled.length / Math.min(SAMPLES, labelled.length);
  return Array.from(
    { length: Math.min(SAMPLES, labelled.length) },
    (_, i) => labelled[Math.floor(i * step)]!,
  );
}

async function paint(
  picture: RgbPicture,
  boxes: readonly (TruthBox & { readonly score?: number })[],
): Promise<RgbPicture> {
  const factor = SIDE_PX / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * factor));
  const drawn = boxes.map(({ boxXyxy: [x1, y1, x2, y2], classIndex, score }) => ({
    boxXyxy: [x1 * factor, y1 * factor, x2 * factor, y2 * factor] as [number, number, number, number],
    label: score === undefined ? CLASS_NAMES[classIndex]! : `${CLASS_NAMES[classIndex]} ${score.toFixed(2)}`,
  }));
  return drawDetections(resizeBilinear(picture, width!, height!), drawn);
}

/**
 * One row per picture: what people marked, then what each run reports at its count threshold.
 * @returns the picture's path below the study's folder
 */
export async function drawSamples(
  out: string,
  seed: number,
  { pictures, analyses }: SampleSource,
): Promise<string> {
  const cells: RgbPicture[] = [];
  for (const i of pickSamples(pictures)) {
    const picture = await decodePicture(pictures[i]!.file);
    const [first] = analyses.values();
    cells.push(await paint(picture, first!.lists.truth[i]!));
    for (const { lists, counts } of analyses.values()) {
      const sure = (box: ScoredBox) => box.score >= counts.confidence;
      cells.push(await paint(picture, lists.reported[i]!.filter(sure)));
    }
  }
  const sheet = contactSheet(cells, analyses.size + 1);
  const file = `models/samples-seed-${seed}.jpg`;
  await writeAtomically(join(out, file), await encodePicture(sheet, { format: 'jpeg', quality: 88 }));
  return file;
}
