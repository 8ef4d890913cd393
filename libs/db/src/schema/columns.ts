import { bigint, customType, integer, timestamp } from 'drizzle-orm/pg-core';

/** An instant; drivers hand it over as a `Date`, always UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Sequences and sums stay far below 2^53, so they travel as plain numbers. */
export const big = (name: string) => bigint(name, { mode: 'number' });

/** PostgreSQL hands bytes over as a Buffer. */
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
});

/** The five classes as columns, in the order of `CLASS_NAMES`. One set per table: drizzle columns are not shared. */
export const classColumns = () => ({
  female: integer('female').notNull(),
  incomplete: integer('incomplete').notNull(),
  male: integer('male').notNull(),
  outOfFocus: integer('out_of_focus').notNull(),
  undefined: integer('undefined').notNull(),
});

/** Class sums over many intervals. */
export const classSumColumns = () => ({
  female: big('female').notNull(),
  incomplete: big('incomplete').notNull(),
  male: big('male').notNull(),
  outOfFocus: big('out_of_focus').notNull(),
  undefined: big('undefined').notNull(),
});
