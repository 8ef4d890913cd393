import { InputError } from '@natiu/errors';
import { ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import type { FurtherLoss, StudentOutputs } from '@natiu/yolo';
import { inputAdapter } from './adapters.ts';
import { channelWiseDistillation, projectedDistillation } from './feature-loss.ts';
import { boxDistillation, classDistillation, teacherConfidence } from './response-loss.ts';
import { usesFeatures } from './settings.ts';
import type { DistillationSettings } from './settings.ts';

/** Order of the parts in `furtherParts`. */
export const DISTILLATION_PARTS = ['classes', 'boxes', 'features'] as const;
export type DistillationParts = Readonly<Record<(typeof DISTILLATION_PARTS)[number], number>>;

/** The teacher's outputs as inputs of the student's graph; see `buildTeacherGraph`. */
interface TeacherInputs {
  readonly cls: Value;
  readonly box: Value;
  readonly necks: readonly Value[];
}

function inputTeacher(student: StudentOutputs, channels: readonly number[]): TeacherInputs {
  const { builder, heads, necks } = student;
  const map = (neck: Value, level: number) => {
    const [batch, , height, width] = neck.shape as [number, number, number, number];
    return builder.input(`teacher.p${level + 3}`, 'float32', [batch, channels[level]!, height, width]);
  };
  return {
    cls: builder.input('teacher.cls', 'float32', heads.cls.shape),
    box: builder.input('teacher.box', 'float32', heads.box.shape),
    necks: channels.length > 0 ? necks.map(map) : [],
  };
}

/**
 * A teacher's part in the training step: inputs `teacher.cls`, `teacher.box` and, for features, `teacher.p3` ..
 * `teacher.p5` and `adapter`; parts as in DISTILLATION_PARTS, gains included, 0 where a part is off.
 *
 * @param teacherChannels of the maps that enter the teacher's head
 * @throws InputError when every part is off
 */
export function createDistillationLoss(
  settings: DistillationSettings,
  teacherChannels: readonly number[],
): (student: StudentOutputs) => FurtherLoss {
  const { classes, boxes, features } = settings;
  const withFeatures = usesFeatures(settings);
  if (classes.gain === 0 && boxes.gain === 0 && !withFeatures)
    throw new InputError('A teacher is given, but every part of the distillation has gain 0.');
  return (student) => {
    const { builder, heads } = student;
    const teacher = inputTeacher(student, withFeatures ? teacherChannels : []);
    const part = (gain: number, build: () => Value) =>
      gain === 0 ? zero(builder) : ops.reshape(ops.mul(build(), gain), [1]);
    const featurePart = withFeatures
      ? featureLoss(settings, student, teacher)
      : { loss: undefined, adapter: undefined };
    const parts = ops.concat(
      [
        part(classes.gain, () => classDistillation(heads.cls, teacher.cls, classes)),
        part(boxes.gain, () => boxDistillation(heads.box, teacher, boxes)),
        part(featurePart.loss ? features.gain : 0, () => featurePart.loss!),
      ],
      0,
    );
    return { parts, ...(featurePart.adapter ? { adapter: featurePart.adapter } : {}) };
  };
}

function featureLoss({ features }: DistillationSettings, student: StudentOutputs, teacher: TeacherInputs) {
  const adapter = inputAdapter(student.builder, features.kind, {
    student: student.necks.map((neck) => neck.shape[1]!),
    teacher: teacher.necks.map((neck) => neck.shape[1]!),
  });
  const adapted = student.necks.map((neck, level) => adapter.apply(neck, level));
  const loss =
    features.kind === 'channel-wise'
      ? channelWiseDistillation(adapted, teacher.necks, features.temperature)
      : projectedDistillation(adapted, teacher.necks, teacherConfidence(teacher.cls));
  return { loss, adapter };
}

function zero(builder: GraphBuilder): Value {
  return builder.constant(Float32Array.of(0), [1], 'float32');
}
