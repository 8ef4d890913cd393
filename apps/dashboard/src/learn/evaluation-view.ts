import { CLASS_NAMES } from '@natiu/domain';
import { z } from 'zod';

const ClassFigures = z.looseObject({ ap50: z.number(), ap50To95: z.number() });

const CurvePoint = z.looseObject({ recall: z.number(), precision: z.number() });

/** What the screens show of a run's evaluation. What is missing in an older run is simply not shown. */
const Evaluation = z.looseObject({
  map50: z.number(),
  map50To95: z.number(),
  perClass: z.record(z.string(), ClassFigures),
  confusion: z.array(z.array(z.number())).optional().catch(undefined),
  precisionRecall: z.record(z.string(), z.array(CurvePoint)).optional().catch(undefined),
  inference: z.looseObject({ median: z.number() }).optional().catch(undefined),
});
export type EvaluationView = z.infer<typeof Evaluation>;

const Balance = z.record(z.string(), z.union([z.number(), z.looseObject({})]));

const TrainingResult = z.looseObject({
  evaluation: Evaluation.optional().catch(undefined),
  balance: Balance.optional().catch(undefined),
  versionId: z.string().nullish().catch(undefined),
});

/** In the order that classes have everywhere: the database keeps fields in an order of its own. */
export function inClassOrder<T>(byClass: Readonly<Record<string, T>>): [name: string, value: T][] {
  const rank = (name: string) => {
    const index = (CLASS_NAMES as readonly string[]).indexOf(name);
    return index < 0 ? CLASS_NAMES.length : index;
  };
  return Object.entries(byClass).sort(([a], [b]) => rank(a) - rank(b));
}

/** The evaluation of a training run on the test split; undefined while there is none. */
export function readEvaluation(result: unknown): EvaluationView | undefined {
  const parsed = TrainingResult.safeParse(result);
  return parsed.success ? parsed.data.evaluation : undefined;
}

/** Mean over Female and Male, as the study reports; undefined when either is not in the test split. */
export function meanOfSexes(evaluation: EvaluationView, figure: 'ap50' | 'ap50To95'): number | undefined {
  const [female, male] = [evaluation.perClass.Female, evaluation.perClass.Male];
  return female && male ? (female[figure] + male[figure]) / 2 : undefined;
}
