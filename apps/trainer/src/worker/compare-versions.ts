import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompareModelsInput } from '@natiu/contracts';
import type { ComparedFigure, ModelComparison } from '@natiu/contracts';
import { AppError } from '@natiu/errors';
import { readModelVersion, recordComparison } from '@natiu/services';
import { z } from 'zod';
import { layOutVersion } from './lay-out-version.ts';
import { runJsonCommand } from './run-json-command.ts';
import { fetchObject, inStage } from './work.ts';
import type { Work } from './work.ts';

const Figure = z.object({
  champion: z.number().nullable(),
  candidate: z.number().nullable(),
  difference: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** What is read of the answer of `trainer compare`; all of it is kept. */
const Answer = z.looseObject({
  dataVersion: z.string(),
  split: z.string(),
  pictures: z.int(),
  bootstrap: z.looseObject({
    perClass: z.record(z.string(), z.looseObject({ ap50: Figure, ap50To95: Figure })),
    sexes: z.looseObject({ map50: Figure, map50To95: Figure }),
    all: z.looseObject({ map50: Figure, map50To95: Figure }),
    countError: Figure,
  }),
});
type Answer = z.infer<typeof Answer>;

function listFigures({ bootstrap }: Answer): ComparedFigure[] {
  const { sexes, all, perClass, countError } = bootstrap;
  return [
    { name: 'mAP50-95, females and males', ...sexes.map50To95 },
    { name: 'mAP50, females and males', ...sexes.map50 },
    { name: 'mAP50-95, all classes', ...all.map50To95 },
    { name: 'mAP50, all classes', ...all.map50 },
    ...Object.entries(perClass).map(([name, { ap50To95 }]) => ({ name: `AP50-95, ${name}`, ...ap50To95 })),
    { name: 'count error per picture', ...countError },
  ];
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

interface ComparedFiles {
  champion: string;
  candidate: string;
  data: string;
}

/** Two model files on the test pictures; names are relative to the run's folder. */
async function compareFiles(work: Work, files: ComparedFiles): Promise<ModelComparison> {
  const { champion, candidate, data } = files;
  const args = ['compare', '--champion', champion, '--candidate', candidate, '--data', data];
  args.push('--split', 'test', '--threads', String(work.settings.threads), '--json');
  const details = await runJsonCommand(work, 'comparison', args);
  const answer = Answer.safeParse(details);
  if (!answer.success)
    throw new AppError('INTERNAL', 'trainer compare answered something unexpected.', { cause: answer.error });
  const { dataVersion, split, pictures } = answer.data;
  return {
    championSha256: await sha256Of(join(work.dir, champion)),
    candidateSha256: await sha256Of(join(work.dir, candidate)),
    ...{ dataVersion, split, pictures },
    figures: listFigures(answer.data),
    details,
  };
}

async function fetchModel(work: Work, versionId: string, file: string): Promise<string> {
  const { sha256 } = await readModelVersion(work, versionId);
  await fetchObject(work, sha256, file);
  return file;
}

export async function compareWithChampion(
  work: Work,
  { championId, candidateFile, data }: { championId: string; candidateFile: string; data: string },
): Promise<ModelComparison> {
  const champion = await fetchModel(work, championId, 'champion.onnx');
  return compareFiles(work, { champion, candidate: candidateFile, data });
}

/** A comparison that somebody asked for. */
export async function runCompareJob(work: Work): Promise<unknown> {
  const input = CompareModelsInput.omit({ datasetVersionId: true }).parse(work.run.settings);
  const champion = await fetchModel(work, input.championVersionId, 'champion.onnx');
  const candidate = await fetchModel(work, input.candidateVersionId, 'candidate.onnx');
  const { data } = await inStage(work, 'data', () =>
    layOutVersion(work, work.run.datasetVersionId!, { kind: 'online', seed: 0 }),
  );
  const comparison = await inStage(work, 'comparison', () =>
    compareFiles(work, { champion, candidate, data }),
  );
  await recordComparison(work, { ...input, comparison });
  return { comparison };
}
