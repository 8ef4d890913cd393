import { z } from 'zod';

/**
 * Hyper-parameters of learning from a teacher. The defaults are starting points until the ablation on the validation
 * split has chosen others: see docs/distillation.md.
 */
export const DistillationSettings = z.strictObject({
  /** Class scores. Gain: share in the sum of losses, where the detection loss's class part has 0.5 and its box part 7.5. */
  classes: z
    .strictObject({
      gain: z.number().min(0).default(1),
      temperature: z.number().positive().default(2),
      /** Lowest best class score of the teacher at an anchor that takes part. */
      threshold: z.number().min(0).max(1).default(0.1),
    })
    .prefault({}),
  /** Distributions of the four sides over 16 bins; compare the detection loss's distribution part, 1.5. */
  boxes: z
    .strictObject({
      gain: z.number().min(0).default(1.5),
      temperature: z.number().positive().default(1),
      threshold: z.number().min(0).max(1).default(0.1),
    })
    .prefault({}),
  /** Maps before the head, through layers that exist in training only. */
  features: z
    .strictObject({
      kind: z.enum(['none', 'channel-wise', 'projected']).default('none'),
      /** 6 is usual for `projected`; `channel-wise` is on another scale. */
      gain: z.number().min(0).default(6),
      temperature: z.number().positive().default(1),
    })
    .prefault({}),
});
export type DistillationSettings = z.infer<typeof DistillationSettings>;

/** A run's teacher, so that it can be found again and is known to be the same. */
export const TeacherSettings = z.strictObject({
  /** Run folder or checkpoint. It may move: the hash tells whether it is the same. */
  teacher: z.string(),
  /** Size of the teacher's network. */
  model: z.string(),
  /** Of its averaged weights. */
  sha256: z.string(),
  losses: DistillationSettings,
});
export type TeacherSettings = z.infer<typeof TeacherSettings>;

/** Usual gain of each kind of feature loss; they are on different scales. */
export const FEATURE_GAINS = { 'channel-wise': 2, projected: 6 } as const;
