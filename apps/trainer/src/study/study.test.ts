import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, InputError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOURNAL_FILE, openJournal, saveJournal } from './journal.ts';
import { planStages, stageKey } from './stages.ts';
import { collectRuns, seedDifferences, spreadOf } from './study-figures.ts';
import { listDifferences } from './study-differences.ts';
import { writeStudyReport } from './study-report.ts';
import { tabulateBalance, tabulateGains, tabulateResults, tabulateSeeds } from './study-tables.ts';
import { TEST_DATA, TEST_LABELS, TEST_SETTINGS, makeJournal, makeTrainResult } from './test-support.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'study-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const keysOf = (settings = TEST_SETTINGS) => planStages(settings).map(stageKey);

/** Two seeds: distilling gains in one and loses in the other, retraining gains in both. */
const journal = makeJournal({
  data: TEST_DATA,
  'seed-1/teacher': makeTrainResult('teacher', 1, 0.6, 0.7),
  'seed-1/normal': makeTrainResult('normal', 1, 0.4, 0.5),
  'seed-1/distilled': makeTrainResult('distilled', 1, 0.44, 0.5),
  'seed-1/pseudo-labels': TEST_LABELS,
  'seed-1/retrained': makeTrainResult('retrained', 1, 0.5, 0.6),
  'seed-2/normal': makeTrainResult('normal', 2, 0.42, 0.52),
  'seed-2/distilled': makeTrainResult('distilled', 2, 0.4, 0.52),
  'seed-2/retrained': makeTrainResult('retrained', 2, 0.46, 0.56),
});

describe('planStages', () => {
  it('trains what others need first, one seed after the other', () => {
    expect(keysOf({ ...TEST_SETTINGS, seeds: 1 })).toEqual([
      'data',
      'seed-1/teacher',
      'seed-1/normal',
      'seed-1/distilled',
      'seed-1/pseudo-labels',
      'seed-1/retrained',
      'seed-1/compare',
      'speed',
    ]);
  });

  it('measures a given teacher once, and trains the control before the comparison', () => {
    const keys = keysOf({ ...TEST_SETTINGS, teacherRun: 'runs/teacher', control: true });
    expect(keys.filter((key) => key.endsWith('/teacher'))).toEqual(['seed-1/teacher']);
    expect(keys.indexOf('seed-2/control')).toBe(keys.indexOf('seed-2/compare') - 1);
  });
});

describe('the journal', () => {
  it('keeps what has finished, and lets a study have more seeds than at the start', async () => {
    const first = await openJournal(dir, TEST_SETTINGS, 'abc');
    const stage = { key: 'data', finishedAtUtc: new Date().toISOString(), seconds: 1, result: TEST_DATA };
    await saveJournal(dir, { ...first, stages: [stage] });
    const again = await openJournal(dir, { ...TEST_SETTINGS, seeds: 5, data: 'moved/flies' }, 'abc');
    expect(again.stages).toEqual([stage]);
    expect(again.settings).toMatchObject({ seeds: 5, data: 'moved/flies' });
    expect(again.startedAtUtc).toBe(first.startedAtUtc);
  });

  it('refuses another study in the same folder, naming what differs', async () => {
    await openJournal(dir, TEST_SETTINGS, 'abc');
    const other = { ...TEST_SETTINGS, epochs: 3, imageSize: 320 };
    await expect(openJournal(dir, other, 'abc')).rejects.toThrow('another epochs, imageSize');
    await expect(openJournal(dir, TEST_SETTINGS, 'xyz')).rejects.toThrow(ConflictError);
  });

  it('lets a setting change until a stage that it shaped has finished', async () => {
    const thresholds = { kind: 'one' as const, value: 0.2 };
    const lower = { ...TEST_SETTINGS, pseudoLabels: { ...TEST_SETTINGS.pseudoLabels, thresholds } };
    const finished = (key: string) => ({
      key,
      finishedAtUtc: new Date().toISOString(),
      seconds: 1,
      result: {},
    });
    const first = await openJournal(dir, TEST_SETTINGS, 'abc');
    await saveJournal(dir, { ...first, stages: [finished('seed-1/teacher'), finished('seed-1/distilled')] });
    const changed = await openJournal(dir, lower, 'abc');
    expect(changed.settings.pseudoLabels.thresholds).toEqual(thresholds);
    await saveJournal(dir, { ...changed, stages: [...changed.stages, finished('seed-1/pseudo-labels')] });
    await expect(openJournal(dir, TEST_SETTINGS, 'abc')).rejects.toThrow('another pseudoLabels');
  });

  it('does not start over when it cannot be read', async () => {
    writeFileSync(join(dir, JOURNAL_FILE), '{"format":');
    await expect(openJournal(dir, TEST_SETTINGS, 'abc')).rejects.toThrow(InputError);
  });
});

describe('figures over seeds', () => {
  it('have a spread from two seeds on', () => {
    expect(spreadOf([0.4]).deviation).toBeNull();
    expect(spreadOf([0.4, 0.42])).toMatchObject({
      mean: expect.closeTo(0.41, 9),
      deviation: expect.closeTo(0.01414, 5),
    });
  });

  it('are compared seed by seed, only where both runs exist', () => {
    const runs = collectRuns(journal);
    expect(runs.map(({ run, seeds }) => [run, seeds])).toEqual([
      ['teacher', [1]],
      ['normal', [1, 2]],
      ['distilled', [1, 2]],
      ['retrained', [1, 2]],
    ]);
    const gains = seedDifferences(runs, 'normal', 'distilled', 'ap50To95');
    expect(gains.map((gain) => Number(gain.toFixed(6)))).toEqual([0.01, -0.005]);
    expect(seedDifferences(runs, 'teacher', 'normal', 'ap50')).toHaveLength(1);
    expect(seedDifferences(runs, 'control', 'retrained', 'ap50')).toEqual([]);
  });

  it("fill the study's table, in percent, with what is missing left open", () => {
    const { headers, rows } = tabulateResults(collectRuns(journal), undefined);
    expect(headers.slice(2, 6)).toEqual([
      'Female mAP50 %',
      'Female mAP50-95 %',
      'Male mAP50 %',
      'Male mAP50-95 %',
    ]);
    expect(rows[0]!.slice(0, 4)).toEqual(['teacher', 1, '60.0', '30.0']);
    expect(rows[1]!.slice(0, 4)).toEqual(['normal', 2, '41.0 ± 1.4', '20.5 ± 0.7']);
    const gains = tabulateGains(collectRuns(journal)).rows;
    expect(gains[0]).toEqual(['normal to distilled', '+0.5 ± 2.1', '+0.3 ± 1.1', '1 of 2']);
    expect(gains[1]!.at(-1)).toBe('2 of 2');
  });

  it('stand seed by seed beside each other, open where a run is missing', () => {
    const { headers, rows } = tabulateSeeds(collectRuns(journal));
    expect(headers).toEqual(['Mean mAP50-95 %', 'teacher', 'normal', 'distilled', 'distilled, retrained']);
    expect(rows).toEqual([
      ['seed 1', '32.5', '22.5', '23.5', '27.5'],
      ['seed 2', '-', '23.5', '23.0', '25.5'],
    ]);
  });

  it('show how many boxes of each class the teacher was sure of', () => {
    const { headers, rows } = tabulateBalance(TEST_DATA, TEST_LABELS, '> 40 %');
    expect(headers.slice(-2)).toEqual(['> 40 %', 'Retrained on']);
    expect(rows[2]).toEqual(['Male', 20, 20, 20, 60, 50, 62]);
    expect(tabulateBalance(TEST_DATA, undefined, '> 40 %').rows[2]!.at(-1)).toBe('-');
  });
});

describe('listDifferences', () => {
  it('names every setting that is not the study’s, and none that is', () => {
    const same = listDifferences(TEST_SETTINGS, TEST_DATA).join('\n');
    expect(same).not.toMatch(/chosen on the command line/);
    const other = { ...TEST_SETTINGS, epochs: 20, imageSize: 320, augmentation: 'online' as const };
    const listed = listDifferences(other, TEST_DATA).join('\n');
    expect(listed).toContain('Epochs: 20 here, 100 in the study');
    expect(listed).toContain('Side of the pictures, px: 320 here, 224 in the study');
    expect(listed).toContain('new variants in every epoch');
  });
});

describe('the report', () => {
  it('can be written at any stage, says how far the study is, and opens by itself', async () => {
    const empty = await writeStudyReport(dir, makeJournal({}), 'trainer study');
    expect(readFileSync(empty.markdown, 'utf8')).toContain('Not finished: 0 of 14 stages');
    const { html, markdown } = await writeStudyReport(dir, journal, 'npm run trainer -- study --data flies');
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('Not finished: 9 of 14 stages');
    expect(page).toContain('retrained on 1861 of 2157 training pictures');
    expect(page).not.toMatch(/NaN|undefined/);
    const text = readFileSync(markdown, 'utf8');
    expect(text).toContain('## What differs from the study, and why');
    expect(text).toContain('pictures/map50-95.svg');
    expect(text).toContain('npm run trainer -- study --data flies');
  });
});
