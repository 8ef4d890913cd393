import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { TrainingRunSettings } from '@natiu/contracts';
import type { TrainingKind } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { TEACHER_ARTEFACT, listRunArtefacts, planTraining } from '@natiu/services';
import type { PlannedStage } from '@natiu/services';
import { BEST_CHECKPOINT } from '../training/run-files.ts';
import { finishModel } from './finish-model.ts';
import { layOutVersion } from './lay-out-version.ts';
import { runJsonCommand } from './run-json-command.ts';
import { runTrainStage } from './train-stage.ts';
import { trainingArguments } from './training-arguments.ts';
import type { NetworkPlan } from './training-arguments.ts';
import { fetchObject, inStage, throwIfStopped } from './work.ts';
import type { Work } from './work.ts';

const PSEUDO_LABELLED = 'pseudo-labelled';
const bestOf = (stage: string) => `${stage}/${BEST_CHECKPOINT}`;

/** The teacher of another run, brought to where an own one would be. */
async function fetchTeacher(work: Work, teacherRunId: string): Promise<void> {
  const sha256 = (await listRunArtefacts(work, teacherRunId)).get(TEACHER_ARTEFACT);
  if (sha256 === undefined)
    throw new InputError('The run that was chosen as teacher has no teacher any more.');
  await fetchObject(work, sha256, TEACHER_ARTEFACT);
}

/** The teacher's sure predictions on the training pictures become the labels of the retraining. */
async function labelPictures(work: Work, data: string, settings: TrainingRunSettings): Promise<unknown> {
  await rm(join(work.dir, PSEUDO_LABELLED), { recursive: true, force: true });
  const args = ['pseudo-label', '--model', bestOf('teacher'), '--data', data, '--out', PSEUDO_LABELLED];
  args.push('--threshold', String(settings.pseudoLabelConfidence), '--json');
  return inStage(work, 'pseudo-labels', () => runJsonCommand(work, 'pseudo-labels', args));
}

function planNetwork(stage: PlannedStage, data: string, threads: number): NetworkPlan {
  const { name, variant, epochs, teacher } = stage;
  const plan: NetworkPlan = { variant, epochs, data, threads };
  if (teacher !== undefined) plan.teacher = bestOf('teacher');
  if (name === 'retrained') {
    plan.weights = bestOf('student');
    plan.data = PSEUDO_LABELLED;
  }
  return plan;
}

/** Normal, distilled, or distilled and retrained: from a frozen version to a registered model. */
export async function runTrainingJob(work: Work): Promise<unknown> {
  const { run, settings: worker } = work;
  const kind = run.kind as TrainingKind;
  const settings = TrainingRunSettings.parse(run.settings);
  const { data, content } = await inStage(work, 'data', () =>
    layOutVersion(work, run.datasetVersionId!, { kind: settings.augmentation, seed: settings.seed }),
  );
  const stages = planTraining({ kind, settings });
  if (kind !== 'normal' && settings.teacherRunId) await fetchTeacher(work, settings.teacherRunId);
  let pseudoLabels: unknown;
  for (const [index, stage] of stages.entries()) {
    throwIfStopped(work);
    if (stage.name === 'retrained') pseudoLabels = await labelPictures(work, data, settings);
    const plan = planNetwork(stage, data, worker.threads);
    await runTrainStage(work, {
      name: stage.name,
      number: index + 1,
      stages: stages.length + 1,
      epochs: stage.epochs,
      args: trainingArguments(settings, plan),
    });
  }
  throwIfStopped(work);
  const finished = await finishModel(work, {
    stage: stages.at(-1)!.name,
    stages: stages.length + 1,
    data,
    kind: content.kind,
  });
  const label = `${content.datasetName} v${content.version}`;
  return { ...finished, data: { label, contentHash: content.contentHash }, pseudoLabels };
}
