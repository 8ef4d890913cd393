import { EnvironmentError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { describeDatabaseError, findDatabaseErrorCode } from './index.ts';

const refused = Object.assign(new Error('value out of range'), { code: '22003' });
const wrapped = new Error('Failed query: insert into "count" ...', { cause: refused });

describe('describeDatabaseError', () => {
  it('says what the database said, without the query around it', () => {
    expect(describeDatabaseError(wrapped)).toBe('22003: value out of range');
  });

  it('says what happened when a connection was refused on every address', () => {
    const parts = [
      new Error('connect ECONNREFUSED ::1:5432'),
      new Error('connect ECONNREFUSED 127.0.0.1:5432'),
    ];
    const error = Object.assign(new AggregateError(parts), { code: 'ECONNREFUSED' });
    expect(describeDatabaseError(error)).toBe('Error: connect ECONNREFUSED ::1:5432');
  });
});

describe('findDatabaseErrorCode', () => {
  it('tells errors of the database from faults of ours', () => {
    expect(findDatabaseErrorCode(wrapped)).toBe('22003');
    expect(findDatabaseErrorCode(new TypeError('x is not a function'))).toBeUndefined();
    // The errors of this project have codes too, but none of a database.
    expect(findDatabaseErrorCode(new EnvironmentError('away', { cause: wrapped }))).toBe('22003');
  });
});
