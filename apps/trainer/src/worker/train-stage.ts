import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunMetric } from '@natiu/contracts';
import { addRunMetric } from '@natiu/services';
import { BEST_CHECKPOINT, LAST_CHECKPOINT } from '../training/run-files.ts';
import { runTrainer } from './trainer-child.ts';
import {
  dropArtefacts,
  fetchArtefacts,
  inStage,
  persist,
  putArtefact,
  tellProgress,
  throwIfStopped,
} from './work.ts';
import type { Work } from './work.ts';

/** Written when a stage is done; a stage that has it is not done again. */
const DONE = 'done.json';
const METRICS = 'metrics.jsonl';
/** What another machine needs to go on, besides the last checkpoint. */
const CARRIED = [BEST_CHECKPOINT, 'start.json', 'command.txt', METRICS];

export interface TrainStage {
  /** Also the folder of its checkpoints. */
  readonly name: string;
  readonly number: number;
  readonly stages: number;
  readonly epochs: number;
  /** Of `trainer train`, without --out and --resume; paths are relative to the run's folder. */
  readonly args: readonly string[];
}

/**
 * The training goes on meanwhile and replaces its checkpoint. The one of now is held by a second name and comes last,
 * so that the metrics that are stored beside it never lack one of its epochs, whenever this is cut off.
 */
async function putStageFiles(work: Work, name: string): Promise<void> {
  const folder = join(work.dir, name);
  const held = join(folder, 'held.safetensors');
  await rm(held, { force: true });
  const last = join(folder, LAST_CHECKPOINT);
  if (existsSync(last)) await link(last, held);
  for (const file of CARRIED)
    if (existsSync(join(folder, file))) await putArtefact(work, `${name}/${file}`, join(folder, file));
  if (existsSync(held)) await putArtefact(work, `${name}/${LAST_CHECKPOINT}`, held);
  await rm(held, { force: true });
}

/** The worker before may have died between storing an epoch's checkpoint and its figures. */
async function recordCarriedMetrics(work: Work, name: string): Promise<void> {
  const text = await readFile(join(work.dir, name, METRICS), 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const values = parseMetric(line);
    if (values) await persist(work, () => addRunMetric(work, work.run.claim, { stage: name, values }));
  }
}

function parseMetric(line: string): RunMetric | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed = RunMetric.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** What happens with the child's lines, one after the other and never faster than the database takes it. */
function createEpochKeeper(work: Work, stage: TrainStage) {
  const { name, number, stages } = stage;
  let keeping = Promise.resolve();
  let failure: unknown;
  const keep = async (values: RunMetric) => {
    if (failure !== undefined || work.signal.reason === 'lost') return;
    try {
      // The line of an epoch is printed when its checkpoint is safe on disk.
      await putStageFiles(work, name);
      await persist(work, () => addRunMetric(work, work.run.claim, { stage: name, values }));
      const { epoch, epochs } = values;
      await tellProgress(work, { stage: name, stageNumber: number, stages, epoch, epochs });
    } catch (error) {
      failure = error;
    }
  };
  return {
    onLine: (line: string) => {
      const metric = parseMetric(line);
      if (metric) keeping = keeping.then(() => keep(metric));
      else work.log.add(name, line);
    },
    async settle() {
      await keeping;
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * Trains one network, from where an earlier worker left it. Afterwards its best checkpoint is in the run's folder and
 * in the object store.
 */
export async function runTrainStage(work: Work, stage: TrainStage): Promise<void> {
  const { name, number, stages, epochs } = stage;
  throwIfStopped(work);
  const folder = join(work.dir, name);
  await mkdir(folder, { recursive: true });
  const there = await fetchArtefacts(work, (file) => file.startsWith(`${name}/`));
  if (there.includes(`${name}/${DONE}`)) return;
  const resumes = there.includes(`${name}/${LAST_CHECKPOINT}`);
  await tellProgress(work, { stage: name, stageNumber: number, stages, epoch: null, epochs });
  await inStage(work, name, async () => {
    if (resumes) {
      work.log.add(name, 'goes on from the last checkpoint');
      await recordCarriedMetrics(work, name);
    }
    const keeper = createEpochKeeper(work, stage);
    await runTrainer({
      args: ['train', ...stage.args, '--out', name, '--json', ...(resumes ? ['--resume'] : [])],
      cwd: work.dir,
      signal: work.signal,
      onOutput: keeper.onLine,
      onError: (line) => work.log.add(name, line),
    });
    await keeper.settle();
    // Also what it saved in the middle of an epoch because it was told to stop.
    if (work.signal.reason !== 'lost') await putStageFiles(work, name);
  });
  throwIfStopped(work);
  await writeFile(join(folder, DONE), `${JSON.stringify({ epochs })}\n`);
  await putArtefact(work, `${name}/${DONE}`, join(folder, DONE));
  // Nobody goes on with a finished training; its best weights stay.
  await dropArtefacts(work, [`${name}/${LAST_CHECKPOINT}`]);
}
