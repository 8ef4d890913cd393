import { TrainingRunSettings } from '@natiu/contracts';
import { Command } from '@natiu/terminal';
import { describe, expect, it } from 'vitest';
import { registerTrainCommand } from '../commands/train.ts';
import { trainingArguments } from './training-arguments.ts';

const plan = { variant: 'n', epochs: 100, data: 'data', threads: 2 };

/** What `trainer train` would understand. */
function understand(args: string[]): Record<string, unknown> {
  const program = new Command('trainer');
  registerTrainCommand(program);
  const train = program.commands[0]!;
  let options: Record<string, unknown> = {};
  train.exitOverride().action((given: Record<string, unknown>) => {
    options = given;
  });
  program.exitOverride().parse(['node', 'trainer', 'train', ...args, '--out', 'x']);
  return options;
}

describe('trainingArguments', () => {
  it('are options that trainer train has, with the values of the settings', () => {
    const settings = TrainingRunSettings.parse({ learningRate: 0.02, seed: 3, start: 'base' });
    expect(understand(trainingArguments(settings, plan))).toMatchObject({
      ...{ data: 'data', model: 'n', epochs: 100, batch: 16, imgsz: 224, lr: 0.02, seed: 3, threads: 2 },
      ...{ init: 'base', spin: false, turns: 0.75, closeMosaic: 10 },
    });
  });

  it('leave pictures alone that the study varied before', () => {
    const settings = TrainingRunSettings.parse({ augmentation: 'study' });
    expect(understand(trainingArguments(settings, plan))).toMatchObject({
      ...{ degrees: 0, scale: 0, translate: 0, shear: 0, flipud: 0, fliplr: 0, turns: 0, mosaic: 0 },
      ...{ hsvH: 0, hsvS: 0, hsvV: 0, closeMosaic: 0 },
    });
  });

  it('name the teacher with what is learnt from it, and a start without a ramp', () => {
    const settings = TrainingRunSettings.parse({ distil: ['response', 'features'] });
    const distilled = trainingArguments(settings, { ...plan, teacher: 'teacher/best.safetensors' });
    expect(understand(distilled)).toMatchObject({
      teacher: 'teacher/best.safetensors',
      distill: ['response', 'features'],
      init: 'random',
    });
    const retrained = trainingArguments(settings, { ...plan, weights: 'student/best.safetensors' });
    expect(understand(retrained)).toMatchObject({ weights: 'student/best.safetensors', warmupEpochs: 0 });
  });
});
