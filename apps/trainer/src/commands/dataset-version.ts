import { createDatasetVersion, makeStudyPlan, verifyDatasetVersion } from '@natiu/dataset';
import type { SplitChoice, VersionManifest } from '@natiu/dataset';
import { ConflictError } from '@natiu/errors';
import { InvalidArgumentError, Option, printJsonLine, renderTable } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { createPhaseProgress } from '../dataset/phase-progress.ts';
import { addMapOption, addSourceOptions, toInspectOptions } from '../dataset/source-options.ts';
import type { SourceOptions } from '../dataset/source-options.ts';
import { parseWhole } from './parse-options.ts';

interface VersionCommandOptions extends SourceOptions {
  readonly source: string[];
  readonly out: string;
  readonly split: 'keep' | readonly [number, number, number];
  readonly seed: number;
  readonly augment: 'none' | 'study';
  readonly variants: number;
  readonly joinNear: boolean;
}

function parseSplit(text: string): 'keep' | [number, number, number] {
  if (text === 'keep') return 'keep';
  const parts = text.split('/').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length !== 3 || parts.some((part) => !(part >= 0)))
    throw new InvalidArgumentError('"keep" or three numbers such as 60/20/20 are expected.');
  return [parts[0], parts[1], parts[2]];
}

function toSplitChoice({ split, seed, joinNear }: VersionCommandOptions): SplitChoice {
  if (split === 'keep') return { method: 'keep' };
  const [train, valid, test] = split;
  return { method: 'grouped', ratios: { train, valid, test }, seed, joinsNearDuplicates: joinNear };
}

function summarise({ pictures: _pictures, ...rest }: VersionManifest, out: string) {
  return { out, ...rest };
}

function describe(manifest: VersionManifest, out: string): string {
  const { counts, classNames, version } = manifest;
  const rows = (['train', 'valid', 'test'] as const).map((split) => [
    ...[split, counts.pictures[split], counts.background[split], counts.groups[split]],
    ...classNames.map((name) => counts.boxes[split][name]),
  ]);
  return [
    renderTable(['Split', 'Pictures', 'Background', 'Sources', ...classNames], rows),
    `${counts.trainingFiles} pictures to train on`,
    `Version ${version}`,
    `in ${out}`,
    '',
  ].join('\n');
}

async function runVersion(options: VersionCommandOptions): Promise<void> {
  const progress = createPhaseProgress({ reading: 'Reading', writing: 'Writing' });
  try {
    const manifest = await createDatasetVersion(options.source, {
      ...toInspectOptions(options),
      out: options.out,
      ...(options.map === undefined ? {} : { map: options.map }),
      split: toSplitChoice(options),
      augmentation:
        options.augment === 'study' ? makeStudyPlan(options.seed, options.variants) : { name: 'none' },
      onProgress: (phase, done, total) => progress.report(phase, done, total),
    });
    progress.finish();
    if (options.json) printJsonLine(summarise(manifest, options.out));
    else process.stdout.write(describe(manifest, options.out));
  } finally {
    progress.finish();
  }
}

/** `trainer dataset version`: sources become one frozen set. */
export function registerDatasetVersion(parent: Command): void {
  const command = parent
    .command('version')
    .description('freeze sources into one data set: split, classes, variants; named by its contents')
    .requiredOption('--source <paths...>', 'folders or archives, imported or in any known form')
    .requiredOption('--out <dir>', 'folder to write; must be empty or not exist')
    .option(
      '--split <parts>',
      'train/valid/test, or "keep" for the split of the sources',
      parseSplit,
      [60, 20, 20],
    )
    .option('--seed <n>', 'the same seed gives the same split and the same variants', parseWhole(0), 1)
    .addOption(
      new Option('--augment <plan>', 'variants of the training pictures')
        .choices(['none', 'study'])
        .default('none'),
    )
    .option('--variants <n>', 'variants of each training picture, with --augment study', parseWhole(1), 3)
    .option('--no-join-near', 'let nearly equal pictures come into different splits')
    .option('--json', 'print one JSON object on the last line');
  addMapOption(addSourceOptions(command)).action((options: VersionCommandOptions) => runVersion(options));
}

async function runVerify(options: { readonly data: string; readonly json?: boolean }): Promise<void> {
  const { manifest, isUnchanged, dataVersion } = await verifyDatasetVersion(options.data);
  if (options.json)
    printJsonLine({ data: options.data, version: manifest.version, isUnchanged, dataVersion });
  else if (isUnchanged) process.stdout.write(`Version ${manifest.version}: unchanged\n`);
  if (!isUnchanged)
    throw new ConflictError(
      `${options.data}: files were changed since version ${manifest.version} was frozen; make another version`,
    );
}

/** `trainer dataset verify`: is a version still what it was? */
export function registerDatasetVerify(parent: Command): void {
  parent
    .command('verify')
    .description('compare the files of a version with what was frozen')
    .requiredOption('--data <dir>', 'folder that "dataset version" wrote')
    .option('--json', 'print one JSON object on the last line')
    .action(runVerify);
}
