import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareSpeed } from '../quantise/compare-speed.ts';
import { findResult } from './journal.ts';
import { RUN_NAMES, stageKey } from './stages.ts';
import type { StudyContext } from './study-context.ts';
import { TrainResult } from './stage-results.ts';
import type { SpeedResult } from './stage-results.ts';

/** Inference time of the exported files of the first seed, in one process, taking turns. */
export async function runSpeedStage({
  journal,
  out,
  machine,
  openProgress,
}: StudyContext): Promise<SpeedResult> {
  const runs = RUN_NAMES.flatMap((run) => {
    const result = findResult(journal, stageKey({ kind: 'train', seed: 1, run }), TrainResult);
    return result ? [{ run, file: join(out, result.model) }] : [];
  });
  const files = await Promise.all(runs.map(({ file }) => readFile(file)));
  const rounds = 9;
  const progress = openProgress({ label: 'Measuring speed', total: rounds, unit: 'rounds' });
  try {
    const speed = await compareSpeed(files, {
      threads: machine.threads,
      rounds,
      perRound: 20,
      onRound: () => progress.advance(),
    });
    const { threads, perRound, loadBefore, loadAfter, medianMs, processorMs } = speed;
    return {
      ...{ threads, rounds, perRound, loadBefore, loadAfter },
      models: runs.map(({ run }, i) => ({ run, medianMs: medianMs[i]!, processorMs: processorMs[i]! })),
    };
  } finally {
    progress.finish();
  }
}
