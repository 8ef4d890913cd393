import type { ClassCounts } from '@natiu/domain';

/** The five class columns of `count`, `count_hourly` and `count_daily`, as rows hold them. */
export interface ClassColumns {
  female: number;
  incomplete: number;
  male: number;
  outOfFocus: number;
  undefined: number;
}

export function classCountsFromColumns(row: ClassColumns): ClassCounts {
  return {
    Female: row.female,
    Incomplete: row.incomplete,
    Male: row.male,
    'Out of Focus': row.outOfFocus,
    Undefined: row.undefined,
  };
}

export function columnsFromClassCounts(counts: ClassCounts): ClassColumns {
  return {
    female: counts.Female,
    incomplete: counts.Incomplete,
    male: counts.Male,
    outOfFocus: counts['Out of Focus'],
    undefined: counts.Undefined,
  };
}
