import { describe, expect, it } from 'vitest';
import { addTallies, formatTally, readVitestTally } from './tally.ts';

const report = (more: object) =>
  JSON.stringify({
    success: true,
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...more,
  });

describe('the tally of a test run', () => {
  it('counts passed and failed tests', () => {
    const text = report({ success: false, numPassedTests: 7, numFailedTests: 2 });
    expect(readVitestTally(text)).toEqual({ passed: 7, failed: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(readVitestTally(report({ success: false, numPassedTests: 7, testResults }))).toEqual({
      passed: 7,
      failed: 1,
    });
  });

  it('counts skipped tests as failures', () => {
    expect(readVitestTally(report({ numPassedTests: 7, numPendingTests: 3 }))).toEqual({
      passed: 7,
      failed: 3,
    });
  });

  it('never calls an unsuccessful run free of failures', () => {
    expect(readVitestTally(report({ success: false, numPassedTests: 7 })).failed).toBe(1);
  });

  it('ends with the plain line', () => {
    const total = addTallies([
      { passed: 3, failed: 0 },
      { passed: 4, failed: 1 },
    ]);
    expect(formatTally(total)).toBe('7 passed, 1 failed');
  });
});
