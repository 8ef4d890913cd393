import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { encodeModel } from '@natiu/onnx-format';
import type { Graph } from '@natiu/tensor-graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInferenceSession } from './inference-session.ts';
import { detectorGraph, value } from './test-graphs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'natiu-onnx-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const images = Float32Array.from({ length: 12 }, (_, i) => i);
const refusalOf = async (graph: Graph, producer?: string): Promise<string> => {
  const error: unknown = await openInferenceSession(encodeModel(graph, producer ? { producer } : {})).then(
    () => new Error('accepted'),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
};

describe('openInferenceSession', () => {
  it('opens a file, tells its shape and metadata, and runs it', async () => {
    const file = join(folder, 'model.onnx');
    await writeFile(file, encodeModel(detectorGraph()));
    const session = await openInferenceSession(file, { threads: 1, spin: false });
    expect(session.inputShape).toEqual([1, 3, 2, 2]);
    expect(session.metadata).toEqual({ classes: 'Female,Male' });
    const { data, shape } = await session.run(images);
    expect(shape).toEqual([1, 3, 4]);
    expect(data).toEqual(images.map((pixel) => pixel * 2));
    await session.release();
  });

  it('opens bytes, and keeps the results of two runs apart', async () => {
    const session = await openInferenceSession(encodeModel(detectorGraph()), { threads: 1 });
    const first = await session.run(images);
    await session.run(new Float32Array(12));
    expect(first.data[11]).toBe(22);
    await expect(session.run(new Float32Array(11))).rejects.toThrow('image input "images" has 11 elements');
    await session.release();
  });

  it('says which file is missing, a folder, empty, or no model', async () => {
    const missing = join(folder, 'none.onnx');
    await expect(openInferenceSession(missing)).rejects.toBeInstanceOf(NotFoundError);
    await expect(openInferenceSession(missing)).rejects.toThrow(`there is no model file ${missing}`);
    await expect(openInferenceSession(folder)).rejects.toThrow('is a folder');
    const empty = join(folder, 'empty.onnx');
    await writeFile(empty, '');
    await expect(openInferenceSession(empty)).rejects.toThrow(
      `${empty}: not an ONNX model: the file is empty`,
    );
    const text = join(folder, 'text.onnx');
    await writeFile(text, '{"not": "a model"}');
    await expect(openInferenceSession(text)).rejects.toThrow(`${text}: not an ONNX model`);
  });

  it('refuses a truncated file before it reaches the runtime', async () => {
    const bytes = encodeModel(detectorGraph());
    await expect(openInferenceSession(bytes.subarray(0, bytes.length / 2))).rejects.toBeInstanceOf(
      InputError,
    );
  });

  it('survives damaged files: they are refused, or run', async () => {
    const whole = encodeModel(detectorGraph());
    for (let i = 0; i < whole.length * 2; i++) {
      const bytes = Uint8Array.from(whole);
      bytes[i >> 1] ^= i % 2 === 0 ? 1 << ((i >> 1) % 8) : 0xff;
      const open = async () => {
        const session = await openInferenceSession(bytes, { threads: 1, spin: false });
        await session.run(new Float32Array(12)).finally(() => session.release());
      };
      const error: unknown = await open().then(
        () => undefined,
        (cause: unknown) => cause,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
    }
  });

  it('refuses models that are not detectors of ours, and says why', async () => {
    expect(await refusalOf(detectorGraph(), 'pytorch')).toContain('written by "pytorch"');
    expect(await refusalOf(detectorGraph([1, 1, 2, 2]))).toContain('[1, 1, 2, 2], not [N, 3, H, W]');
    expect(await refusalOf(detectorGraph([-1, 3, 2, 2]))).toContain('no fixed size');
    const graph = detectorGraph();
    const two = { ...graph, inputs: [...graph.inputs, value('other', [1])] };
    expect(await refusalOf(two)).toContain('2 inputs');
    const flat = { ...graph, outputs: [value('predictions', [12])] };
    expect(await refusalOf(flat)).toContain('no float32 output');
  });
});
