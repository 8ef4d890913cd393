import { rm } from 'node:fs/promises';
import { BoxShares, ProposeInput } from '@natiu/contracts';
import { xyxyToXywh } from '@natiu/box-ops';
import type { Detection } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { addProposals, listUnlabelledPictures, readModelVersion } from '@natiu/services';
import type { ProposedBoxes } from '@natiu/services';
import { predictPictures } from '../detection/predict-pictures.ts';
import { fetchObject, inStage, persist, tellProgress, throwIfStopped } from './work.ts';
import type { Work } from './work.ts';

/** Written together; a reviewer may start on them while the rest is looked at. */
const PICTURES_AT_ONCE = 50;
/** Overlapping boxes of one insect are merged above it. */
const IOU = 0.5;

/** A detection in shares of the picture, cut at its edges; nothing is left of boxes outside. */
export function toProposal(
  { classIndex, score, boxXyxy }: Detection,
  size: { width: number; height: number },
) {
  const cut = (value: number, side: number) => Math.min(1, Math.max(0, value / side));
  const [x1, y1, x2, y2] = boxXyxy;
  const [cx, cy, w, h] = xyxyToXywh([
    cut(x1, size.width),
    cut(y1, size.height),
    cut(x2, size.width),
    cut(y2, size.height),
  ]);
  const box = BoxShares.safeParse({ cx, cy, w, h });
  return box.success ? { ...box.data, className: CLASS_NAMES[classIndex]!, confidence: score } : undefined;
}

type Unlabelled = Awaited<ReturnType<typeof listUnlabelledPictures>>[number];

async function proposeOn(
  work: Work,
  pictures: readonly Unlabelled[],
  model: { session: Awaited<ReturnType<typeof openInferenceSession>>; sha256: string; confidence: number },
): Promise<{ proposed: ProposedBoxes[]; unreadable: number }> {
  const proposed: ProposedBoxes[] = [];
  let unreadable = 0;
  for (const { id, sha256 } of pictures) {
    throwIfStopped(work);
    const file = await fetchObject(work, sha256, 'looked-at');
    const thresholds = { confidence: model.confidence, iou: IOU, maxDetections: 300 };
    const options = { session: model.session, modelName: 'the model', files: [file], thresholds };
    for await (const seen of predictPictures(options)) {
      if ('reason' in seen) {
        unreadable += 1;
        work.log.add('propose', `picture ${id}: ${seen.reason}`);
        continue;
      }
      const boxes = seen.detections.flatMap((detection) => toProposal(detection, seen.picture) ?? []);
      proposed.push({ pictureId: id, modelSha256: model.sha256, boxes });
    }
  }
  return { proposed, unreadable };
}

/** Boxes of a registered model on all pictures that nobody has labelled. */
export async function runProposeJob(work: Work): Promise<unknown> {
  const { run } = work;
  const { modelVersionId, confidence } = ProposeInput.omit({ datasetId: true }).parse(run.settings);
  const { sha256 } = await readModelVersion(work, modelVersionId);
  const pictures = await listUnlabelledPictures(work, run.datasetId!);
  const file = await fetchObject(work, sha256, 'model.onnx');
  const session = await openInferenceSession(file, { threads: work.settings.threads });
  const total = { pictures: pictures.length, boxes: 0, unreadable: 0 };
  try {
    await inStage(work, 'propose', async () => {
      for (let start = 0; start < pictures.length; start += PICTURES_AT_ONCE) {
        const some = pictures.slice(start, start + PICTURES_AT_ONCE);
        const { proposed, unreadable } = await proposeOn(work, some, { session, sha256, confidence });
        total.boxes += await persist(work, () => addProposals(work, proposed));
        total.unreadable += unreadable;
        const epoch = Math.min(start + PICTURES_AT_ONCE, pictures.length);
        await tellProgress(work, {
          stage: 'propose',
          stageNumber: 1,
          stages: 1,
          epoch,
          epochs: pictures.length,
        });
      }
    });
  } finally {
    await session.release();
    await rm(file, { force: true });
  }
  return total;
}
