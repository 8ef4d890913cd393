import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { emptyCounts } from '@natiu/domain';
import { describeError } from '@natiu/errors';
import { createTracker } from '@natiu/tracking';
import type { Tracker, TrackerSnapshot } from '@natiu/tracking';
import type { Pipeline, PictureResult } from '../pipeline/open-pipeline.ts';
import type { SourcePicture } from '../sources/picture-source.ts';
import type { AgentStore } from '../store/agent-store.ts';
import type { AgentReports } from './agent-reports.ts';
import type { Clock, CountLedger } from './count-ledger.ts';

export interface PictureWork {
  readonly store: AgentStore;
  readonly pipeline: Pipeline;
  readonly ledger: CountLedger;
  readonly reports: AgentReports;
  readonly clock: Clock;
  readonly independentCaptures: boolean;
}

export type PictureOutcome = PictureResult['outcome'] | 'known' | 'gone';

const CODE_OF = { unreadable: 'picture-unreadable', failed: 'detector-failed' } as const;

/**
 * Decodes, detects, tracks and books one picture. Whatever happens to the picture, it is booked; an exception means
 * that it could not be stored, and the picture is to be offered again.
 */
export async function processPicture(work: PictureWork, picture: SourcePicture): Promise<PictureOutcome> {
  const { store } = work;
  const read = await readBytes(picture);
  if (read === 'gone') return 'gone';
  const sha256 = createHash('sha256').update(read.bytes).digest('hex');
  if (read.problem === undefined && store.pictures.knowsContent(picture, sha256)) {
    store.transaction(() => store.pictures.markDone(picture, sha256, 'known'));
    store.pictures.rememberDone(picture);
    return 'known';
  }
  const result: PictureResult =
    read.problem === undefined
      ? await work.pipeline.detect(read.bytes, picture.name)
      : { outcome: 'unreadable', reason: read.problem };
  if (result.outcome === 'read') bookInsects(work, { picture, sha256, result });
  else bookFailure(work, { picture, sha256, result });
  return result.outcome;
}

async function readBytes(picture: SourcePicture): Promise<'gone' | { bytes: Uint8Array; problem?: string }> {
  try {
    return { bytes: await readFile(picture.file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    return { bytes: new Uint8Array(), problem: describeError(error) };
  }
}

interface Booking<Outcome extends PictureResult['outcome']> {
  readonly picture: SourcePicture;
  readonly sha256: string;
  readonly result: Extract<PictureResult, { outcome: Outcome }>;
}

function bookInsects(work: PictureWork, { picture, sha256, result }: Booking<'read'>): void {
  const tracker = resumeTracker(work);
  const { born } = tracker.update(result.detections, work.clock.nowMs());
  const counts = emptyCounts();
  for (const occurrence of born) counts[occurrence.className] += 1;
  work.ledger.recordCapture({ picture, sha256, outcome: 'read', counts, tracker: tracker.snapshot() });
}

/** From the store each time: what was not committed never happened, for the tracker as for the counts. */
function resumeTracker({ store, independentCaptures }: PictureWork): Tracker {
  const snapshot: TrackerSnapshot | undefined = store.read('tracker');
  return createTracker({ independentCaptures }, snapshot);
}

function bookFailure(work: PictureWork, { picture, sha256, result }: Booking<'unreadable' | 'failed'>): void {
  const { outcome, reason } = result;
  const message = reason.startsWith(picture.name) ? reason : `${picture.name}: ${reason}`;
  work.ledger.recordCapture({
    picture,
    sha256,
    outcome,
    counts: emptyCounts(),
    alongside: () => work.reports.event('warning', CODE_OF[outcome], message),
  });
}
