import type { CompareModelsInput, LaunchRunInput, RunRow } from '@natiu/contracts';
import { datasetVersion, eq, modelVersion, run, runArtefact, and, inArray } from '@natiu/db';
import type { Db } from '@natiu/db';
import { ConflictError, InputError, NotFoundError } from '@natiu/errors';
import { countsOf } from '../datasets/counts.ts';
import type { ActorContext } from './context.ts';
import { enqueueRun } from './enqueue-run.ts';
import { estimateRun } from './estimate-run.ts';
import { readRunRow } from './read-runs.ts';

/** The file of a run that other runs take as their teacher. */
export const TEACHER_ARTEFACT = 'teacher/best.safetensors';

async function checkVersion(db: Db, versionId: string): Promise<void> {
  const [version] = await db
    .select({ counts: datasetVersion.counts })
    .from(datasetVersion)
    .where(eq(datasetVersion.id, versionId));
  if (!version) throw new NotFoundError('There is no such version of a data set.');
  const { bySplit } = countsOf(version.counts);
  const empty = (['train', 'valid', 'test'] as const).filter((split) => bySplit[split] === 0);
  if (empty.length > 0)
    throw new InputError(
      `This version has no pictures in ${empty.join(' and ')}; a run needs all three splits. Import more, then freeze a new version.`,
    );
}

async function checkTeacher(db: Db, input: LaunchRunInput): Promise<void> {
  const { teacherRunId, teacher, imageSize } = input.settings;
  if (teacherRunId === undefined || input.kind === 'normal') return;
  const [found] = await db
    .select({ settings: run.settings })
    .from(run)
    .innerJoin(runArtefact, and(eq(runArtefact.runId, run.id), eq(runArtefact.name, TEACHER_ARTEFACT)))
    .where(and(eq(run.id, teacherRunId), eq(run.state, 'succeeded')));
  if (!found) throw new ConflictError('The run that was chosen as teacher has no finished teacher.');
  const settings = found.settings as { teacher: string; imageSize: number };
  if (settings.teacher !== teacher || settings.imageSize !== imageSize)
    throw new InputError(
      `The chosen teacher is a ${settings.teacher} network for ${settings.imageSize} px, not ${teacher} for ${imageSize} px.`,
    );
}

/** Queues one of the study's runs. */
export async function launchRun(ctx: ActorContext, input: LaunchRunInput): Promise<RunRow> {
  const { db, user } = ctx;
  await checkVersion(db, input.datasetVersionId);
  await checkTeacher(db, input);
  const estimate = await estimateRun(ctx, input);
  const { kind, title, modelName, settings, datasetVersionId } = input;
  const stored = await enqueueRun(db, {
    kind,
    title,
    modelName,
    settings,
    datasetVersionId,
    estimateSeconds: estimate.seconds,
    createdBy: user.id,
  });
  return readRunRow(ctx, stored.id);
}

/** Queues the comparison of two registered models on one version's test pictures. */
export async function launchComparison(
  { db, user }: ActorContext,
  input: CompareModelsInput,
): Promise<{ runId: string }> {
  const { championVersionId, candidateVersionId, datasetVersionId } = input;
  if (championVersionId === candidateVersionId)
    throw new InputError('A model cannot be compared with itself.');
  await checkVersion(db, datasetVersionId);
  const found = await db
    .select({ id: modelVersion.id })
    .from(modelVersion)
    .where(inArray(modelVersion.id, [championVersionId, candidateVersionId]));
  if (found.length < 2) throw new NotFoundError('One of the two models is not in the registry.');
  const { id } = await enqueueRun(db, {
    kind: 'compare',
    settings: { championVersionId, candidateVersionId },
    datasetVersionId,
    createdBy: user.id,
  });
  return { runId: id };
}
