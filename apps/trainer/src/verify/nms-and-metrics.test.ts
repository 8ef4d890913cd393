import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGoldenFolder } from './golden-folder.ts';
import type { GoldenFolder, GoldenTensor } from './golden-folder.ts';
import { verifyMetrics } from './metrics.ts';
import { verifyNms } from './nms.ts';

const libs = join(import.meta.dirname, '../../../../libs');
const nmsFolder = openGoldenFolder(join(libs, 'detector/fixtures'));
const metricsFolder = openGoldenFolder(join(libs, 'evaluation/fixtures'));

/** The same folder with one tensor changed after reading. */
function damage(
  folder: GoldenFolder,
  tensor: string,
  change: (data: GoldenTensor['data']) => void,
): GoldenFolder {
  return {
    ...folder,
    item(name) {
      const item = folder.item(name);
      const found = item.tensors.get(tensor);
      if (found) change(found.data);
      return item;
    },
  };
}

const failures = (results: { pass: boolean; check: string }[]) =>
  results.filter((one) => !one.pass).map((one) => one.check);

describe('verifyNms', () => {
  it('passes every case of the reference', () => {
    const results = verifyNms(nmsFolder);
    expect(results).toHaveLength(13);
    expect(failures(results)).toEqual([]);
  });

  it('fails the case whose expected box or class is different', () => {
    const moved = damage(nmsFolder, 'b.predict.img0', (data) => (data[5 * 6] += 0.01));
    expect(failures(verifyNms(moved))).toEqual(['b.predict.img0']);
    const other = damage(nmsFolder, 'a.val.img1', (data) => (data[5] = (data[5] + 1) % 5));
    expect(failures(verifyNms(other))).toEqual(['a.val.img1']);
  });
});

describe('verifyMetrics', () => {
  it('passes every check of the reference', () => {
    const results = verifyMetrics(metricsFolder);
    expect(results).toHaveLength(22);
    expect(failures(results)).toEqual([]);
  });

  it('fails when an expected figure is different', () => {
    const shifted = damage(metricsFolder, 'ap_stable_f64', (data) => (data[3] += 1e-6));
    expect(failures(verifyMetrics(shifted))).toEqual(['AP', 'AP']);
    const missing = damage(metricsFolder, 'confusion_f64', (data) => (data[0] = Number.NaN));
    expect(failures(verifyMetrics(missing))).toEqual(['confusion matrix', 'confusion matrix']);
  });
});
