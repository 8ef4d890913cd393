import { LaunchRunInput, TrainingRunSettings } from '@natiu/contracts';
import type { RunEstimate } from '@natiu/contracts';
import { datasetVersion, eq, sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import { countsOf } from '../datasets/counts.ts';

type Settings = TrainingRunSettings;
type Variant = Settings['student'];

/** Work of a training step beside that of the n network. */
const RELATIVE_WORK: Record<Variant, number> = { tiny: 0.05, n: 1, s: 2.9, m: 8, l: 16, x: 25 };
/** Of the n network at 224 px on two cores; only until this installation has figures of its own. */
const RULE_SECONDS_PER_PICTURE = 0.05;
const RULE_SIDE = 224;
/** The teacher only looks, it does not learn: about a third of a step. */
const LOOKING_SHARE = 0.35;
const VALIDATION_SHARE = 1.1;
const STUDY_VARIANTS = 3;

export interface PlannedStage {
  name: 'teacher' | 'student' | 'retrained';
  variant: Variant;
  epochs: number;
  /** Whose outputs the student follows meanwhile. */
  teacher: Variant | undefined;
}

/** The trainings of a run, in order; exports and evaluations between them are short. */
export function planTraining(input: Pick<LaunchRunInput, 'kind' | 'settings'>): PlannedStage[] {
  const { kind, settings } = input;
  const { student, teacher, epochs, teacherEpochs = epochs, teacherRunId } = settings;
  const own: PlannedStage = { name: 'student', variant: student, epochs, teacher: undefined };
  if (kind === 'normal') return [own];
  const stages: PlannedStage[] = [];
  if (teacherRunId === undefined)
    stages.push({ name: 'teacher', variant: teacher, epochs: teacherEpochs, teacher: undefined });
  stages.push({ ...own, teacher });
  if (kind === 'distilled-retrained')
    stages.push({ name: 'retrained', variant: student, epochs, teacher: undefined });
  return stages;
}

function secondsByRule(variant: Variant, imageSize: number): number {
  return RULE_SECONDS_PER_PICTURE * RELATIVE_WORK[variant] * (imageSize / RULE_SIDE) ** 2;
}

export interface MeasuredSpeed {
  variant: string;
  imageSize: number;
  distilled: boolean;
  secondsPerPicture: number;
}

/** @param trainingPictures after augmentation @returns seconds of all stages together */
export function estimateStages(
  input: Pick<LaunchRunInput, 'kind' | 'settings'>,
  trainingPictures: number,
  measured: readonly MeasuredSpeed[],
): RunEstimate {
  const { imageSize, augmentation } = input.settings;
  const pictures = trainingPictures * (augmentation === 'study' ? STUDY_VARIANTS : 1);
  let allMeasured = true;
  const stages = planTraining(input).map(({ name, variant, epochs, teacher }) => {
    const known = measured.find(
      (one) =>
        one.variant === variant && one.imageSize === imageSize && one.distilled === (teacher !== undefined),
    );
    if (!known) allMeasured = false;
    const looking = teacher === undefined ? 0 : LOOKING_SHARE * secondsByRule(teacher, imageSize);
    const each = known?.secondsPerPicture ?? secondsByRule(variant, imageSize) + looking;
    return { name, seconds: Math.ceil(each * pictures * epochs * VALIDATION_SHARE) };
  });
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return { seconds, basis: allMeasured ? 'measured' : 'rule', stages };
}

/** Median speed by network, size and kind of the newest epochs that were trained here. */
async function readMeasuredSpeeds(db: Db): Promise<MeasuredSpeed[]> {
  const rows = await db.execute(sql`
    select variant, size::float8 as "imageSize", distilled,
      percentile_cont(0.5) within group (order by each)::float8 as "secondsPerPicture"
    from (
      select case when m.stage = 'teacher' then r.settings->>'teacher' else r.settings->>'student' end as variant,
        (r.settings->>'imageSize')::float8 as size,
        (m.stage = 'student' and r.kind <> 'normal') as distilled,
        1 / nullif((m.values->>'picturesPerSecond')::float8, 0) as each
      from run_metric m join run r on r.id = m.run_id
      where m.values ? 'picturesPerSecond'
      order by m.at desc limit 500
    ) newest
    where each is not null and variant is not null
    group by 1, 2, 3`);
  return rows as unknown as MeasuredSpeed[];
}

/** How long a run would take on a free worker. */
export async function estimateRun({ db }: { db: Db }, input: LaunchRunInput): Promise<RunEstimate> {
  const [version] = await db
    .select({ counts: datasetVersion.counts })
    .from(datasetVersion)
    .where(eq(datasetVersion.id, input.datasetVersionId));
  if (!version) throw new NotFoundError('There is no such version of a data set.');
  return estimateStages(input, countsOf(version.counts).bySplit.train, await readMeasuredSpeeds(db));
}
