import { meanOfSexes } from '../../../../learn/evaluation-view.ts';
import type { EvaluationView } from '../../../../learn/evaluation-view.ts';

export const COLUMNS = ['female50', 'female5095', 'male50', 'male5095', 'mean5095'] as const;
export type StudyFigures = Record<(typeof COLUMNS)[number], number | undefined>;

/** The study's columns, on the test split; undefined where a run has no such figure. */
export function studyFigures(evaluation: EvaluationView | undefined): StudyFigures {
  const { Female: female, Male: male } = evaluation?.perClass ?? {};
  return {
    female50: female?.ap50,
    female5095: female?.ap50To95,
    male50: male?.ap50,
    male5095: male?.ap50To95,
    mean5095: evaluation && meanOfSexes(evaluation, 'ap50To95'),
  };
}

/** The largest value; undefined when there is none. */
export function bestOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The table's lines for a CSV, the header first. */
export function studyLines(rows: readonly ({ name: string } & StudyFigures)[]): (string | number)[][] {
  const header = ['run', 'female_map50', 'female_map50_95', 'male_map50', 'male_map50_95', 'mean_map50_95'];
  return [header, ...rows.map((row) => [row.name, ...COLUMNS.map((column) => row[column] ?? '')])];
}
