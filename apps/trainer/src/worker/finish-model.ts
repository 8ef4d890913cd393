import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureKind } from '@natiu/contracts';
import { publicKeyOf } from '@natiu/model-package';
import { findChampion, recordComparison, registerModelVersion } from '@natiu/services';
import type { RegisteredVersion } from '@natiu/services';
import { compareWithChampion } from './compare-versions.ts';
import { runJsonCommand } from './run-json-command.ts';
import { inStage, putArtefact, tellProgress } from './work.ts';
import type { Work } from './work.ts';

const PACKAGE = 'package';
const REPORT = 'report';

interface Finish {
  /** The training whose best weights become the model. */
  stage: string;
  stages: number;
  data: string;
  kind: PictureKind;
}

async function putFolder(work: Work, folder: string): Promise<string[]> {
  const entries = await readdir(join(work.dir, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) await putArtefact(work, file.slice(work.dir.length + 1), file);
  return files;
}

/** Export, parity gate, reference pictures, signature: what a fleet can trust. */
async function packModel(work: Work, { stage, data, kind }: Finish): Promise<RegisteredVersion> {
  const { run, settings } = work;
  const args = ['package', '--run', stage, '--data', data, '--out', PACKAGE];
  args.push('--name', run.modelName!, '--data-kind', kind, '--threads', String(settings.threads));
  args.push('--signing-key', settings.signingKeyFile, '--json');
  await runJsonCommand(work, 'package', args);
  await putFolder(work, PACKAGE);
  const read = (ending: string) => readFile(join(work.dir, PACKAGE, `${run.modelName!}.${ending}`));
  return registerModelVersion(work, {
    manifest: await read('manifest.json'),
    signature: await read('signature.json'),
    publicKeys: [publicKeyOf(await readFile(settings.signingKeyFile, 'utf8'))],
    runId: run.claim.runId,
    registeredBy: run.createdBy ?? undefined,
  });
}

/** Measures the exported file on the test pictures, registers it, and compares it with the champion of its name. */
export async function finishModel(work: Work, finish: Finish): Promise<Record<string, unknown>> {
  const { run, settings } = work;
  const { stages, data } = finish;
  await tellProgress(work, { stage: 'package', stageNumber: stages, stages, epoch: null, epochs: null });
  const registered = await inStage(work, 'package', () => packModel(work, finish));
  const model = `${PACKAGE}/${run.modelName!}.onnx`;
  const threads = ['--threads', String(settings.threads)];
  const evaluation = await inStage(work, 'evaluation', async () => {
    const args = ['evaluate', '--model', model, '--data', data, '--split', 'test', '--report', REPORT];
    const answer = await runJsonCommand(work, 'evaluation', [...args, ...threads, '--json']);
    await putFolder(work, REPORT);
    return answer;
  });
  const result = { evaluation, versionId: registered.versionId, version: registered.version };
  const championId = await findChampion(work, registered.name);
  if (championId === undefined || championId === registered.versionId) return result;
  const comparison = await inStage(work, 'comparison', () =>
    compareWithChampion(work, { championId, candidateFile: model, data }),
  );
  await recordComparison(work, {
    championVersionId: championId,
    candidateVersionId: registered.versionId,
    comparison,
  });
  return { ...result, comparison };
}
