import { mkdir } from 'node:fs/promises';
import { openYoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { architectureOf } from '@natiu/yolo';
import { runCompareStage } from './compare-stage.ts';
import { openJournal, saveJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { assertSplits, prepareData } from './prepare-data.ts';
import { runPseudoLabelStage } from './pseudo-label-stage.ts';
import { runSpeedStage } from './speed-stage.ts';
import { planStages, stageKey } from './stages.ts';
import type { Stage } from './stages.ts';
import { INTERRUPTED } from './study-context.ts';
import type { StageResult, StudyContext, StudyOptions } from './study-context.ts';
import type { StudySettings } from './study-settings.ts';
import { writeStudyReport } from './study-report.ts';
import { runTrainStage } from './train-stage.ts';

export interface StudyOutcome {
  readonly outcome: 'finished' | 'interrupted';
  readonly journal: Journal;
  /** Pages of the report; they show what has finished so far. */
  readonly html: string;
  readonly markdown: string;
}

function runStage(context: StudyContext, stage: Stage): Promise<StageResult> {
  switch (stage.kind) {
    case 'data':
      return prepareData(context);
    case 'train':
      return runTrainStage(context, stage);
    case 'pseudo-labels':
      return runPseudoLabelStage(context, stage.seed);
    case 'compare':
      return runCompareStage(context, stage.seed);
    case 'speed':
      return runSpeedStage(context);
  }
}

/**
 * Runs a study, or goes on with one that was stopped: finished stages are left alone, a training goes on from its last
 * checkpoint.
 * @throws ConflictError when the folder holds a study with other settings or pictures; InputError when a split is
 *   missing or a model size is unknown
 */
export async function runStudy(settings: StudySettings, options: StudyOptions): Promise<StudyOutcome> {
  const { out, signal, command } = options;
  for (const size of [settings.teacherModel, settings.studentModel]) architectureOf(size, CLASS_NAMES.length);
  const dataset = await openYoloDataset(settings.data);
  assertSplits(dataset, settings.data);
  await mkdir(out, { recursive: true });
  let journal = await openJournal(out, settings, await dataset.dataVersion());
  const stages = planStages(settings);
  const report = () => writeStudyReport(out, journal, command);
  for (const [i, stage] of stages.entries()) {
    const key = stageKey(stage);
    if (journal.stages.some((one) => one.key === key)) continue;
    if (signal.aborted) return { outcome: 'interrupted', journal, ...(await report()) };
    options.onStage?.(stage, i + 1, stages.length);
    const startedAt = performance.now();
    const result = await runStage({ ...options, journal }, stage);
    if (result === INTERRUPTED) return { outcome: 'interrupted', journal, ...(await report()) };
    const seconds = (performance.now() - startedAt) / 1000;
    const finished = { key, finishedAtUtc: new Date().toISOString(), seconds, result };
    journal = { ...journal, stages: [...journal.stages, finished] };
    await saveJournal(out, journal);
    await report();
  }
  return { outcome: 'finished', journal, ...(await report()) };
}
