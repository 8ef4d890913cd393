import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS, loadModelPackage, writeModelPackage } from './index.ts';
import type { ManifestFields } from './index.ts';

const fields: ManifestFields = {
  name: 'nano rendered',
  architecture: 'yolov8n',
  classes: ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'],
  imageSize: 224,
  weightsDataType: 'float16',
  thresholds: { confidence: 0.4, iou: 0.6, maxDetections: 100 },
  data: { kind: 'rendered', version: 'v1', seed: 7 },
  run: { command: 'npm run trainer -- train', seed: 7, epochs: 3, startedAtUtc: '2026-11-23T00:00:00.000Z' },
  metrics: { split: 'test', map50: 0.5, map50To95: 0.3, perClass: {} },
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-model-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = () => writeModelPackage({ onnxBytes: new Uint8Array([1, 2, 3]), manifestFields: fields, dir });

describe('model package', () => {
  it('reads back what it wrote, and leaves no half-written file behind', async () => {
    const written = await write();
    const loaded = await loadModelPackage(written.onnxFile);
    expect(loaded.manifest).toEqual(written.manifest);
    expect([...loaded.bytes]).toEqual([1, 2, 3]);
    expect(loaded.thresholds.confidence).toBe(0.4);
    expect(loaded.warning).toBeUndefined();
    expect(readdirSync(dir).sort()).toEqual(['nano-rendered.manifest.json', 'nano-rendered.onnx']);
  });

  it('refuses a model whose bytes are not those of the manifest', async () => {
    const { onnxFile } = await write();
    writeFileSync(onnxFile, new Uint8Array([1, 2, 4]));
    await expect(loadModelPackage(onnxFile)).rejects.toThrow(/SHA-256 .* instead of/);
  });

  it('runs a bare model with default thresholds, and says so', async () => {
    const file = join(dir, 'bare.onnx');
    writeFileSync(file, new Uint8Array([9]));
    const loaded = await loadModelPackage(file);
    expect(loaded.manifest).toBeUndefined();
    expect(loaded.thresholds).toEqual(DEFAULT_THRESHOLDS);
    expect(loaded.warning).toMatch(/bare\.manifest\.json/);
  });

  it('names the file and the key of a broken manifest', async () => {
    const { onnxFile, manifestFile } = await write();
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
    writeFileSync(manifestFile, JSON.stringify({ ...manifest, thresholds: { confidence: 3 } }));
    await expect(loadModelPackage(onnxFile)).rejects.toThrow(/manifest\.json.*\n.*thresholds\.confidence/);
    writeFileSync(manifestFile, '{');
    await expect(loadModelPackage(onnxFile)).rejects.toThrow(/is not JSON/);
  });

  it('says what is wrong with a missing, an empty or a foreign file', async () => {
    await expect(loadModelPackage(join(dir, 'none.onnx'))).rejects.toBeInstanceOf(NotFoundError);
    writeFileSync(join(dir, 'empty.onnx'), '');
    await expect(loadModelPackage(join(dir, 'empty.onnx'))).rejects.toThrow(/is empty/);
    await expect(loadModelPackage(join(dir, 'weights.pt'))).rejects.toBeInstanceOf(InputError);
  });

  it('refuses fields that make no valid manifest before it writes anything', async () => {
    const bad = { ...fields, imageSize: -1 };
    await expect(
      writeModelPackage({ onnxBytes: new Uint8Array([1]), manifestFields: bad, dir }),
    ).rejects.toThrow(/imageSize/);
    expect(readdirSync(dir)).toEqual([]);
  });
});
