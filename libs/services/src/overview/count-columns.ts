import type { ClassCounts } from '@natiu/domain';
import { sql } from '@natiu/db';
import type { SQL } from '@natiu/db';

/** Class sums as they come from a query: every figure a double, exact far beyond any count. */
export type ClassSums = {
  female: number;
  incomplete: number;
  male: number;
  outOfFocus: number;
  undefined: number;
};

/** `sum(...)` of the five class columns of the relation called `alias`; zero where there are no rows. */
export function sumClasses(alias: string): SQL {
  const column = (name: string) => sql.raw(`coalesce(sum(${alias}.${name}), 0)::float8`);
  return sql`${column('female')} as "female", ${column('incomplete')} as "incomplete",
    ${column('male')} as "male", ${column('out_of_focus')} as "outOfFocus",
    ${column('undefined')} as "undefined"`;
}

export function toClassCounts(sums: ClassSums): ClassCounts {
  return {
    Female: sums.female,
    Incomplete: sums.incomplete,
    Male: sums.male,
    'Out of Focus': sums.outOfFocus,
    Undefined: sums.undefined,
  };
}
