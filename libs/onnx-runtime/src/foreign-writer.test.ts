import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeModel, encodeModel } from '@natiu/onnx-format';
import { expect, it } from 'vitest';
import { createOnnxEngine } from './engine.ts';
import { loadOnnxRuntime } from './onnxruntime.ts';
import { convGraph } from './test-graphs.ts';

it('decodeModel reads the file that ONNX Runtime itself writes, and it computes the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'natiu-onnx-'));
  try {
    const optimizedModelFilePath = join(folder, 'written.onnx');
    const { InferenceSession } = await loadOnnxRuntime();
    const options = { graphOptimizationLevel: 'basic', optimizedModelFilePath } as const;
    await (await InferenceSession.create(encodeModel(convGraph()), options)).release();
    const decoded = decodeModel(await readFile(optimizedModelFilePath));

    expect(decoded.inputs).toEqual(convGraph().inputs);
    expect(decoded.outputs).toEqual(convGraph().outputs);
    const feeds = { x: Float32Array.from({ length: 9 }, (_, i) => i * i), shift: Float32Array.of(-3) };
    const results = [];
    for (const graph of [convGraph(), decoded]) {
      const compiled = await createOnnxEngine().compile(graph, { threads: 1 });
      results.push(await compiled.run(feeds));
      await compiled.release();
    }
    expect(results[1]).toEqual(results[0]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
