import { EnvironmentError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { classCountsFromColumns, columnsFromClassCounts, openDatabase } from './index.ts';

describe('openDatabase', () => {
  it('says what an address looks like when it got none', () => {
    expect(() => openDatabase('not an address')).toThrow(EnvironmentError);
  });
});

describe('class columns', () => {
  it('carry all five classes there and back', () => {
    const counts = { Female: 1, Incomplete: 2, Male: 3, 'Out of Focus': 4, Undefined: 5 };
    expect(classCountsFromColumns(columnsFromClassCounts(counts))).toEqual(counts);
  });
});
