import { rm } from 'node:fs/promises';
import { labelWithTeacher } from '../distillation/label-with-teacher.ts';
import { pseudoFolder, teacherOf, trainingFolder } from './study-context.ts';
import type { StudyContext } from './study-context.ts';
import type { PseudoLabelResult } from './stage-results.ts';

/** The teacher's sure predictions on the training pictures become the data set of the retraining. */
export async function runPseudoLabelStage(context: StudyContext, seed: number): Promise<PseudoLabelResult> {
  const { journal, out, machine, openProgress } = context;
  const { thresholds, weighting, labels, pictures } = journal.settings.pseudoLabels;
  const folder = pseudoFolder(out, seed);
  // Left by a study that was killed in this stage: the journal knows nothing of it.
  await rm(folder, { recursive: true, force: true });
  let progress: ReturnType<typeof openProgress> | undefined;
  try {
    const report = await labelWithTeacher({
      model: teacherOf(context, seed),
      data: trainingFolder(context),
      out: folder,
      ...{ thresholds, weighting, labels, pictures, machine },
      onStart: (plan) => {
        progress = openProgress({ label: 'Teacher labels', total: plan.pictures, unit: 'pictures' });
      },
      onPicture: () => progress?.advance(),
    });
    const { offered, chosen } = report.pictures;
    return { thresholds: [...report.thresholds], offered, chosen, balance: [...report.balance] };
  } finally {
    progress?.finish();
  }
}
