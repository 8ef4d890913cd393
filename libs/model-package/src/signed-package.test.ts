import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalJson,
  createSigningKey,
  loadModelPackage,
  publicKeyOf,
  readPrivateKey,
  signModelPackage,
  verifyModelPackage,
  verifySignedManifest,
} from './index.ts';
import type { SignModelPackageInput, SignedPackageFiles } from './index.ts';

const key = createSigningKey();
const stranger = createSigningKey();
let dir: string;
let written: SignedPackageFiles;

const fields: SignModelPackageInput['fields'] = {
  name: 'flies',
  architecture: 'yolov8n',
  classes: ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'],
  imageSize: 224,
  weightsDataType: 'float32',
  thresholds: { confidence: 0.4, iou: 0.6, maxDetections: 100 },
  data: { kind: 'rendered', version: 'v1' },
  run: { command: 'npm run trainer -- train', seed: 7, epochs: 3, startedAtUtc: '2026-11-23T00:00:00.000Z' },
  metrics: { split: 'test', map50: 0.5, map50To95: 0.3, perClass: {} },
  parity: {
    pictures: 4,
    largestScoreDifference: 1e-6,
    largestBoxDifference: 1e-6,
    tolerance: { score: 1e-4, box: 1e-4 },
    passed: true,
    checkedAtUtc: '2026-11-23T00:00:00.000Z',
  },
};

const detection = {
  class: 'Female' as const,
  confidence: 0.9,
  boxXyxy: [1, 2, 3, 4] as [number, number, number, number],
};
const input = (): SignModelPackageInput => ({
  onnxBytes: new Uint8Array([1, 2, 3]),
  fields,
  reference: [
    { bytes: new Uint8Array([7, 8]), extension: '.png', detections: [detection] },
    { bytes: new Uint8Array([9]), extension: '.png', detections: [] },
  ],
  privateKey: key.privateKey,
  dir,
});

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-signed-'));
  written = await signModelPackage(input());
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const check = (publicKeys = [key.publicKey]) => verifyModelPackage(written.onnxFile, publicKeys);

describe('a signed package', () => {
  it('is checked with the public key alone and gives back what was signed', async () => {
    const { manifest, keyId, onnxBytes } = await check([stranger.publicKey, key.publicKey]);
    expect(manifest).toEqual(written.manifest);
    expect(manifest.reference[0]!.detections).toEqual([detection]);
    expect(keyId).toBe(key.keyId);
    expect([...onnxBytes]).toEqual([1, 2, 3]);
    expect(readdirSync(dir)).toHaveLength(5);
  });

  it('still runs where only model and manifest are read', async () => {
    const loaded = await loadModelPackage(written.onnxFile);
    expect(loaded.manifest).toEqual(written.manifest);
    expect(loaded.warning).toBeUndefined();
  });

  /** Every byte with its lowest bit turned, letters in the other case, and one byte more or less at the ends. */
  function damage(whole: Buffer): Buffer[] {
    const turn = (at: number, bits: number) => {
      const copy = Buffer.from(whole);
      copy[at] = copy[at]! ^ bits;
      return copy;
    };
    const positions = [...whole.keys()];
    const letters = positions.filter((at) => /[a-z]/i.test(String.fromCharCode(whole[at]!)));
    return [
      ...positions.map((at) => turn(at, 1)),
      ...letters.map((at) => turn(at, 32)),
      whole.subarray(1),
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.from(' ')]),
      Buffer.concat([Buffer.from('\ufeff'), whole]),
    ];
  }

  it('does not survive one changed, added or missing byte in its manifest or signature', () => {
    const manifest = readFileSync(written.manifestFile);
    const signature = readFileSync(written.signatureFile);
    const publicKeys = [key.publicKey];
    expect(verifySignedManifest({ manifest, signature, publicKeys }).keyId).toBe(key.keyId);
    for (const changed of damage(manifest))
      expect(() => verifySignedManifest({ manifest: changed, signature, publicKeys })).toThrow();
    for (const changed of damage(signature))
      expect(() => verifySignedManifest({ manifest, signature: changed, publicKeys })).toThrow();
  });

  it('does not survive one changed, added or missing byte in its model or pictures', async () => {
    for (const file of [written.onnxFile, ...written.referenceFiles]) {
      const whole = readFileSync(file);
      for (const changed of damage(whole)) {
        writeFileSync(file, changed);
        await expect(check()).rejects.toThrow(/is not the file that was signed/);
      }
      writeFileSync(file, whole);
    }
    await expect(check()).resolves.toBeDefined();
  });

  it('names the file that is missing', async () => {
    const file = written.referenceFiles[1]!;
    const whole = readFileSync(file);
    rmSync(file);
    await expect(check()).rejects.toThrow(/flies\.reference-02\.png is missing/);
    writeFileSync(file, whole);
  });

  it('is refused when nobody trusted signed it', async () => {
    await expect(check([stranger.publicKey])).rejects.toThrow(/not trusted here/);
    await expect(check([])).rejects.toThrow(/not trusted here/);
  });

  it('cannot point out of its folder', async () => {
    const reference = [{ bytes: new Uint8Array([1]), extension: '/../../x.png', detections: [] }];
    await expect(signModelPackage({ ...input(), reference })).rejects.toThrow(/plain file name/);
  });
});

describe('signing keys', () => {
  it('are told apart by their id, and only Ed25519 is taken', () => {
    expect(stranger.keyId).not.toBe(key.keyId);
    expect(publicKeyOf(key.privateKey)).toBe(key.publicKey);
    expect(() => readPrivateKey('no key')).toThrow(/PEM of an Ed25519 key/);
  });
});

describe('canonicalJson', () => {
  it('writes equal values alike, whatever the order of their keys', () => {
    expect(canonicalJson({ b: [1, { y: 'é', x: null }], a: undefined })).toBe(
      '{"b":[1,{"x":null,"y":"é"}]}\n',
    );
    expect(canonicalJson({ x: 1, y: 2 })).toBe(canonicalJson({ y: 2, x: 1 }));
    expect(() => canonicalJson({ x: Number.NaN })).toThrow(TypeError);
  });
});
