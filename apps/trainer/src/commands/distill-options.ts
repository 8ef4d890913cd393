import { InputError } from '@natiu/errors';
import { InvalidArgumentError } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { DistillationSettings, FEATURE_GAINS } from '../config/distillation-settings.ts';
import type { TeacherSettings } from '../config/distillation-settings.ts';
import { describeTeacher } from '../distillation/teacher.ts';
import { parseShare } from './parse-options.ts';

const PARTS = ['response', 'classes', 'boxes', 'features', 'projected', 'channel-wise'] as const;
type Part = (typeof PARTS)[number];

export interface DistillOptions {
  readonly teacher?: string;
  readonly distill?: readonly Part[];
  readonly distillClass?: number;
  readonly distillBox?: number;
  readonly distillFeature?: number;
  readonly distillTemperature?: number;
  readonly distillThreshold?: number;
}

function parseParts(text: string): Part[] {
  const parts = text.split(',').map((part) => part.trim());
  const unknown = parts.find((part) => !(PARTS as readonly string[]).includes(part));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of ${PARTS.join(', ')} (separated by commas).`);
  return parts as Part[];
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('a number above 0 is expected.');
  return value;
}

export function addDistillOptions(command: Command): Command {
  return command
    .option('--teacher <path>', 'learn from a trained network as well: a run folder or a checkpoint')
    .option(
      '--distill <parts>',
      'what is learnt from the teacher: response (= classes,boxes), classes, boxes, features (= projected), ' +
        'channel-wise (default: response)',
      parseParts,
    )
    .option('--distill-class <gain>', 'gain of the class part', parsePositive)
    .option('--distill-box <gain>', 'gain of the box part', parsePositive)
    .option('--distill-feature <gain>', 'gain of the feature part', parsePositive)
    .option('--distill-temperature <t>', 'softens what is compared, all parts', parsePositive)
    .option(
      '--distill-threshold <share>',
      "lowest teacher's confidence of an anchor that counts",
      parseShare,
    );
}

/** @returns undefined without a teacher @throws InputError for options that contradict each other */
export async function readDistillOptions(options: DistillOptions): Promise<TeacherSettings | undefined> {
  if (options.teacher !== undefined) return describeTeacher(options.teacher, lossesFrom(options));
  const orphan = (
    [
      'distill',
      'distillClass',
      'distillBox',
      'distillFeature',
      'distillTemperature',
      'distillThreshold',
    ] as const
  ).find((name) => options[name] !== undefined);
  if (orphan === undefined) return undefined;
  const flag = orphan.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new InputError(`--${flag} says how to learn from a teacher, but there is none: add --teacher.`);
}

/** Losses as asked for; what was not said keeps its default. */
export function lossesFrom(options: DistillOptions): DistillationSettings {
  const parts = options.distill ?? ['response'];
  const wants = (...names: Part[]) => names.some((name) => parts.includes(name));
  const projected = wants('features', 'projected');
  if (projected && wants('channel-wise'))
    throw new InputError('--distill takes one kind of features: projected or channel-wise.');
  const kind = projected ? 'projected' : wants('channel-wise') ? 'channel-wise' : 'none';
  for (const [flag, given, used] of [
    ['--distill-class', options.distillClass, wants('response', 'classes')],
    ['--distill-box', options.distillBox, wants('response', 'boxes')],
    ['--distill-feature', options.distillFeature, kind !== 'none'],
  ] as const)
    if (given !== undefined && !used)
      throw new InputError(`${flag} is given, but --distill leaves that part out.`);
  const shared = {
    ...(options.distillTemperature === undefined ? {} : { temperature: options.distillTemperature }),
  };
  const threshold = options.distillThreshold === undefined ? {} : { threshold: options.distillThreshold };
  const gain = (given: number | undefined, used: boolean) =>
    used ? (given === undefined ? {} : { gain: given }) : { gain: 0 };
  return DistillationSettings.parse({
    classes: { ...gain(options.distillClass, wants('response', 'classes')), ...shared, ...threshold },
    boxes: { ...gain(options.distillBox, wants('response', 'boxes')), ...shared, ...threshold },
    features:
      kind === 'none'
        ? { kind, gain: 0 }
        : { kind, gain: options.distillFeature ?? FEATURE_GAINS[kind], ...shared },
  });
}
