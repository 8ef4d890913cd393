import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { decodePicture, encodePicture } from '@natiu/images';
import { Command, parseCli } from '@natiu/terminal';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerCompareCommand } from './compare.ts';
import { registerEvaluateCommand } from './evaluate.ts';
import { registerPredictCommand } from './predict.ts';
import { createTrialModel } from './trial-model.ts';
import type { TrialAnchor } from './trial-model.ts';

let dir: string;
const path = (...parts: string[]) => join(dir, ...parts);

/** A female in the left half, a male in the right half, of a 64 x 32 picture letterboxed to 32 x 16. */
const female: TrialAnchor = [8, 16, 8, 8, 0.9, 0, 0, 0, 0.01];
const male: TrialAnchor = [24, 16, 4, 8, 0.02, 0, 0.8, 0, 0];

async function run(...argv: string[]): Promise<{ status: number; out: string; errors: string }> {
  let out = '';
  let errors = '';
  const program = new Command('trainer');
  registerEvaluateCommand(program);
  registerCompareCommand(program);
  registerPredictCommand(program);
  for (const child of program.commands) child.configureOutput({ writeErr: (text) => (errors += text) });
  const collect = (chunk: unknown) => {
    out += String(chunk);
    return true;
  };
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(collect);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const status = await parseCli(program, ['node', 'trainer', ...argv], (text) => (errors += text));
    return { status, out, errors };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

const lastLine = (text: string) => JSON.parse(text.trim().split('\n').at(-1)!);

async function writePicture(file: string, width = 64, height = 32): Promise<void> {
  const data = new Uint8Array(width * height * 3).fill(90);
  writeFileSync(file, await encodePicture({ width, height, data }, { format: 'png' }));
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'detection-commands-'));
  mkdirSync(path('data/test/images'), { recursive: true });
  mkdirSync(path('data/test/labels'));
  await writePicture(path('data/test/images/a.png'));
  await writePicture(path('data/test/images/b.png'));
  const rows = '0 0.25 0.5 0.25 0.5\n2 0.75 0.5 0.125 0.5\n';
  writeFileSync(path('data/test/labels/a.txt'), rows);
  writeFileSync(path('data/test/labels/b.txt'), rows);
  const names = CLASS_NAMES.map((name) => `'${name}'`).join(', ');
  writeFileSync(path('data/data.yaml'), `test: test/images\nnc: 5\nnames: [${names}]\n`);
  writeFileSync(path('model.onnx'), createTrialModel([female, male]));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('evaluate', () => {
  it('gives a model that answers right the best figures, as one JSON object', async () => {
    const { status, out, errors } = await run(
      ...['evaluate', '--model', path('model.onnx'), '--data', path('data'), '--json', '--threads', '1'],
    );
    expect([status, errors]).toEqual([0, '']);
    const result = lastLine(out);
    expect(result).toMatchObject({ split: 'test', rule: 'reference', pictures: 2, imageSize: 32 });
    expect(result.map50).toBeCloseTo(0.995, 9);
    expect(result.map50To95).toBeCloseTo(0.995, 9);
    expect(Object.keys(result.perClass)).toEqual(['Female', 'Male']);
    expect(result.counts.total).toEqual({ truth: 4, predicted: 4, meanAbsoluteError: 0, bias: 0 });
    expect(result.inference.samples).toBe(2);
  });

  it('adds curves, calibration, thresholds and times by stage to the figures', async () => {
    const args = ['evaluate', '--model', path('model.onnx'), '--data', path('data'), '--json'];
    const result = lastLine((await run(...args)).out);
    expect(result.precisionRecall.Female.at(-1)).toEqual({ recall: 1, precision: 1, confidence: 0.9 });
    expect(result.sweep.perClass.Male.points).toHaveLength(19);
    expect(result.sweep.perClass.Male.bestF1).toMatchObject({ confidence: 0.8, f1: 1 });
    // Two at .9 and two at .8, all right.
    expect(result.calibration.expectedCalibrationError).toBeCloseTo(0.15, 6);
    expect(Object.keys(result.latency)).toEqual(['letterbox', 'inference', 'decode']);
    expect([result.groupedBy, result.groups, result.countsPerHour]).toEqual(['none', [], null]);
    expect(result).not.toHaveProperty('lists');
  });

  it('looks at one group of pictures, and names the groups there are', async () => {
    await writePicture(path('data/test/images/c.png'));
    writeFileSync(path('data/test/labels/c.txt'), '');
    const args = ['evaluate', '--model', path('model.onnx'), '--data', path('data'), '--json'];
    const by = ['--group-by', 'images/([ab]|c)'];
    const all = lastLine((await run(...args, '--group-by', 'images/[a-c]()')).out);
    expect(all.groups).toMatchObject([{ group: '', pictures: 3 }]);
    const one = lastLine((await run(...args, ...by, '--group', 'a')).out);
    expect(one).toMatchObject({ group: 'a', pictures: 1 });
    expect((await run(...args, ...by, '--group', 'd')).errors).toContain('there are a, b, c.');
    expect((await run(...args, '--group', 'd')).errors).toContain('say what does with --group-by');
    expect((await run(...args, '--group-by', '(x)')).errors).toContain('does not match "test/images/a.png"');
  });

  it('writes a page that needs no network, and Markdown with its pictures beside it', async () => {
    const report = ['--report', path('report')];
    await run('evaluate', '--model', path('model.onnx'), '--data', path('data'), '--json', ...report);
    const page = readFileSync(path('report/report.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/(src|href)="http/);
    const markdown = readFileSync(path('report/report.md'), 'utf8');
    const pictures = [...markdown.matchAll(/\]\((pictures\/[^)]+)\)/g)].map((found) => found[1]);
    expect(pictures.length).toBeGreaterThanOrEqual(5);
    for (const picture of pictures) expect(existsSync(path('report', picture))).toBe(true);
  });

  it('prints tables for a person', async () => {
    const { out } = await run(
      'evaluate',
      '--model',
      path('model.onnx'),
      '--data',
      path('data'),
      '--rule',
      'coco',
    );
    expect(out).toContain('AP rule: COCO');
    expect(out).toMatch(/Female +2 .*1\.000/);
    expect(out).toContain('Not in these pictures, so not in the mean: Incomplete, Out of Focus, Undefined.');
  });

  it('moves boxes along with a padded picture', async () => {
    const args = ['evaluate', '--model', path('model.onnx'), '--data', path('data'), '--json'];
    const padded = lastLine((await run(...args, '--pad', '4')).out);
    expect(padded.pad).toBe(4);
    expect(padded.map50To95).toBeLessThan(0.9);
    expect((await run(...args, '--pad', '16')).errors).toContain('A margin of 16 px does not fit');
  });

  it('says what is wrong with model, data or options, with the status of the kind', async () => {
    const data = ['--data', path('data')];
    const noModel = await run('evaluate', '--model', path('none.onnx'), ...data);
    expect([noModel.status, noModel.errors]).toEqual([3, expect.stringContaining('none.onnx')]);
    const noData = await run('evaluate', '--model', path('model.onnx'), '--data', path('none'));
    expect([noData.status, noData.errors]).toEqual([2, expect.stringContaining('data.yaml')]);
    const noSplit = await run('evaluate', '--model', path('model.onnx'), ...data, '--split', 'train');
    expect([noSplit.status, noSplit.errors]).toEqual([2, expect.stringContaining('"train"')]);
    const wrongOption = await run('evaluate', '--model', path('model.onnx'), ...data, '--conf', '25');
    expect([wrongOption.status, wrongOption.errors]).toEqual([2, expect.stringContaining('0 to 1')]);
    writeFileSync(path('two.onnx'), createTrialModel([[1, 1, 1, 1, 0.5, 0.5]], 2));
    const twoClasses = await run('evaluate', '--model', path('two.onnx'), ...data);
    expect(twoClasses.errors).toContain('tells 2 classes apart; 5 are expected');
    writeFileSync(path('nan.onnx'), createTrialModel([[1, 1, 1, 1, Number.NaN, 0, 0, 0, 0]]));
    const notANumber = await run('evaluate', '--model', path('nan.onnx'), ...data);
    expect([notANumber.status, notANumber.errors]).toEqual([2, expect.stringContaining('not finite')]);
  });
});

describe('compare', () => {
  it('finds the better of two models, and cannot tell a model from itself', async () => {
    // It calls the male a female.
    writeFileSync(path('weak.onnx'), createTrialModel([female, [24, 16, 4, 8, 0.8, 0, 0, 0, 0]]));
    const of = (champion: string, candidate: string) => [
      ...['compare', '--champion', path(champion), '--candidate', path(candidate), '--data', path('data')],
      ...['--threads', '1', '--rounds', '20'],
    ];
    const better = lastLine((await run(...of('weak.onnx', 'model.onnx'), '--json')).out);
    expect(better).toMatchObject({ verdict: 'better', split: 'test', pictures: 2 });
    expect(better.bootstrap.perClass.Male.ap50.low).toBeGreaterThan(0.9);
    expect(better.champion.map50To95).toBeLessThan(better.candidate.map50To95);
    expect(better.speed.medianMs).toHaveLength(2);
    const same = await run(...of('model.onnx', 'model.onnx'), '--report', path('report'));
    expect(same.out).toContain('These pictures cannot tell which is better');
    expect(same.out).toMatch(/mAP50-95, Female and Male +0\.995 +0\.995 +\+0\.000/);
    expect(readFileSync(path('report/report.md'), 'utf8')).toContain('pictures/map50-95.svg');
  });

  it('names the file that is missing', async () => {
    const files = ['--champion', path('model.onnx'), '--candidate', path('none.onnx')];
    const { status, errors } = await run('compare', ...files, '--data', path('data'));
    expect([status, errors]).toEqual([3, expect.stringContaining('none.onnx')]);
  });
});

describe('predict', () => {
  it('lists insects per picture and the pictures that it could not read', async () => {
    const source = path('data/test/images');
    writeFileSync(join(source, 'broken.jpg'), 'not a picture');
    const { status, out } = await run('predict', '--model', path('model.onnx'), '--source', source, '--json');
    expect(status).toBe(0);
    const { pictures, unreadable } = lastLine(out);
    expect(pictures).toHaveLength(2);
    expect(pictures[0].detections.map((one: { class: string }) => one.class)).toEqual(['Female', 'Male']);
    expect(pictures[0].detections[0].boxXyxy).toEqual([8, 8, 24, 24]);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0].file).toContain('broken.jpg');
    const text = await run('predict', '--model', path('model.onnx'), '--source', source);
    expect(text.out).toContain('a.png: 1 Female, 1 Male');
    expect(text.out).toContain('1 picture(s) could not be read');
  });

  it('fails with status 2 when not one picture can be read', async () => {
    writeFileSync(path('broken.jpg'), 'not a picture');
    const { status, errors } = await run(
      'predict',
      '--model',
      path('model.onnx'),
      '--source',
      path('broken.jpg'),
    );
    expect([status, errors]).toEqual([2, expect.stringContaining('broken.jpg')]);
    expect((await run('predict', '--model', path('model.onnx'), '--source', path('none'))).status).toBe(3);
  });

  it('saves pictures with boxes and never over the originals', async () => {
    const source = path('data/test/images');
    const before = readFileSync(join(source, 'a.png'));
    const base = ['predict', '--model', path('model.onnx'), '--source', source, '--save-pictures'];
    const refused = await run(...base, source);
    expect([refused.status, refused.errors]).toEqual([2, expect.stringContaining('overwrite')]);
    expect((await run(...base, path('drawn'))).status).toBe(0);
    const drawn = await decodePicture(path('drawn/a.png'));
    expect([drawn.width, drawn.height]).toEqual([64, 32]);
    expect(drawn.data.some((value) => value !== 90)).toBe(true);
    expect(readFileSync(join(source, 'a.png'))).toEqual(before);
  });
});
