import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, InputError } from '@natiu/errors';
import { z } from 'zod';
import { writeAtomically } from '../training/checkpoint.ts';
import { StudySettings } from './study-settings.ts';

export const JOURNAL_FILE = 'study.json';

/** What a finished stage left; each kind of stage adds its own figures. */
const FinishedStage = z.looseObject({
  key: z.string(),
  finishedAtUtc: z.iso.datetime(),
  /** Of the call that finished it; a stage that was stopped in between took longer. */
  seconds: z.number().min(0),
  result: z.unknown(),
});
export type FinishedStage = z.infer<typeof FinishedStage>;

const Journal = z.strictObject({
  format: z.literal('natiu-study-1'),
  settings: StudySettings,
  /** Of the folder that the study was given. */
  dataVersion: z.string(),
  startedAtUtc: z.iso.datetime(),
  stages: z.array(FinishedStage),
});
export type Journal = z.infer<typeof Journal>;

/** Results of finished stages, read back as what the stage wrote. */
export function findResult<T>(journal: Journal, key: string, schema: z.ZodType<T>): T | undefined {
  const found = journal.stages.find((stage) => stage.key === key);
  return found === undefined ? undefined : schema.parse(found.result);
}

async function readJournal(file: string): Promise<Journal | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new InputError(`${file} cannot be read (${cause.message}).`, { cause });
  });
  if (text === undefined) return undefined;
  try {
    return Journal.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(`${file} is no journal of a study, or was changed by hand.`, { cause });
  }
}

/**
 * Settings that may still change while no stage has finished that they shaped: a teacher that is sure of nothing must not
 * cost its training. Settings without an entry shape the first stage already.
 */
const SHAPES: Partial<Record<keyof StudySettings, RegExp | 'nothing'>> = {
  // The folder may move, and more seeds may be asked for.
  data: 'nothing',
  seeds: 'nothing',
  losses: /\/distilled$/,
  pseudoLabels: /\/pseudo-labels$/,
  retrainEpochs: /\/(retrained|control)$/,
  retrainLearningRate: /\/(retrained|control)$/,
  control: /\/compare$/,
};

function mayChange(key: string, journal: Journal): boolean {
  const shaped = SHAPES[key as keyof StudySettings];
  if (shaped === undefined) return false;
  return shaped === 'nothing' || !journal.stages.some((stage) => shaped.test(stage.key));
}

function assertSameStudy(journal: Journal, settings: StudySettings, dataVersion: string, dir: string): void {
  const before: Record<string, unknown> = journal.settings;
  const now: Record<string, unknown> = settings;
  const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]) && !mayChange(key, journal),
  );
  if (changed.length > 0)
    throw new ConflictError(
      `${dir} holds a study with another ${changed.join(', ')}. Use the same options, or name another --out.`,
    );
  if (journal.dataVersion !== dataVersion)
    throw new ConflictError(
      `The pictures or labels in ${settings.data} have changed since ${dir} was started.`,
    );
}

/**
 * The journal of a study in `dir`: a new one, or that of the study which was stopped there. More seeds may be asked for
 * than at the start, and settings of stages that have not finished may change.
 * @throws ConflictError when the folder holds a study with other settings or other pictures
 */
export async function openJournal(
  dir: string,
  settings: StudySettings,
  dataVersion: string,
): Promise<Journal> {
  const found = await readJournal(join(dir, JOURNAL_FILE));
  if (found !== undefined) assertSameStudy(found, settings, dataVersion, dir);
  const journal: Journal = found
    ? { ...found, settings }
    : {
        format: 'natiu-study-1',
        settings,
        dataVersion,
        startedAtUtc: new Date().toISOString(),
        stages: [],
      };
  await saveJournal(dir, journal);
  return journal;
}

/** Whole or not at all: a kill at any moment leaves the old or the new journal. */
export async function saveJournal(dir: string, journal: Journal): Promise<void> {
  await writeAtomically(join(dir, JOURNAL_FILE), `${JSON.stringify(journal, null, 1)}\n`);
}
