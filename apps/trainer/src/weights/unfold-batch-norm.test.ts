import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { NamedTensor } from '@natiu/tensor-graph';
import {
  architectureOf,
  buildForwardGraph,
  emptyVectors,
  foldBatchNorm,
  layoutParameters,
} from '@natiu/yolo';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../training/random.ts';
import { largestDifference } from '../verify/compare.ts';
import { makeFormulaWeights } from '../verify/formula-weights.ts';
import { fitWeights } from './fit-weights.ts';

const SIDE = 64;
const tiny = architectureOf('tiny', 5);
const layout = layoutParameters(tiny);
const trained = makeFormulaWeights(tiny, 7);

/** As a file with folded batch norm has them. */
const folded = new Map(
  [...foldBatchNorm(layout, trained)].map(([name, data]): [string, NamedTensor] => [
    name,
    { dataType: 'float32', shape: layout.byName.get(name)?.shape ?? [data.length], data },
  ]),
);

describe('weights with batch norm folded', () => {
  it('give a network that computes the same in evaluation mode', async () => {
    const { vectors, report } = fitWeights(folded, tiny, emptyVectors(layout));
    expect(report).toMatchObject({ taken: layout.specs.length, missing: [], unexpected: [] });
    const { graph } = buildForwardGraph(tiny, 'evaluation', { batch: 1, height: SIDE, width: SIDE });
    const compiled = await createOnnxEngine().compile(graph, { threads: 1, spin: false });
    const random = createRandom(3);
    const images = Uint8Array.from({ length: 3 * SIDE * SIDE }, () => random() * 256);
    const expected = await compiled.run({ images, ...trained });
    const found = await compiled.run({ images, ...vectors });
    await compiled.release();
    for (const name of ['p3', 'p4', 'p5']) {
      const values = expected[name] as Float32Array;
      const largest = Math.max(...values.map(Math.abs));
      // Folding rounds each weight once more.
      expect(largestDifference(found[name] as Float32Array, values) / largest).toBeLessThan(1e-5);
      expect(largest).toBeGreaterThan(0.1);
    }
  });

  it('keep a batch norm that the file does have', () => {
    const both = new Map(folded).set('model.0.bn.weight', {
      dataType: 'float32',
      shape: [8],
      data: new Float32Array(8).fill(3),
    });
    const { report } = fitWeights(both, tiny, emptyVectors(layout));
    expect(report.unexpected).toEqual(['model.0.conv.bias']);
    expect(report.missing).toEqual(
      ['bias', 'running_mean', 'running_var'].map((part) => `model.0.bn.${part}`),
    );
  });
});
