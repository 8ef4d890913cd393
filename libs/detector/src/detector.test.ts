import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { createDetector, createPictureRunner, readDetections } from './index.ts';
import type { InferenceSession, RgbPicture } from './index.ts';

const thresholds = { confidence: 0.25, iou: 0.7, maxDetections: 300 };

/** Anchors as rows cx, cy, w, h, then two class scores; seen inputs are copied. */
function fakeSession(anchors: number[][], side = 8): InferenceSession & { inputs: Float32Array[] } {
  const inputs: Float32Array[] = [];
  const data = new Float32Array(6 * anchors.length);
  anchors.forEach((anchor, a) => anchor.forEach((value, row) => (data[row * anchors.length + a] = value)));
  return {
    inputs,
    inputShape: [1, 3, side, side],
    metadata: { name: 'fake-model' },
    async run(images) {
      inputs.push(images.slice());
      return { data, shape: [1, 6, anchors.length] };
    },
    release: async () => undefined,
  };
}

function solid(width: number, height: number, [r, g, b]: number[]): RgbPicture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set([r, g, b], i);
  return { width, height, data };
}

describe('createDetector', () => {
  it('returns boxes in pixels of the original picture, clipped to it', async () => {
    const session = fakeSession([
      [4, 4, 4, 2, 0.9, 0.1],
      [7, 4, 6, 8, 0.1, 0.8],
      [4, 4, 4, 2, 0.2, 0.2],
    ]);
    const detector = createDetector({ session, thresholds });
    const { detections, timings } = await detector.detect(solid(16, 8, [255, 0, 51]));
    expect(detections.map((one) => [one.classIndex, ...one.boxXyxy])).toEqual([
      [0, 4, 2, 12, 6],
      [1, 8, 0, 16, 8],
    ]);
    expect(detections[0].score).toBeCloseTo(0.9, 6);
    for (const ms of Object.values(timings)) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('feeds RGB shares of 255 in planes, with grey 114 around', async () => {
    const session = fakeSession([[0, 0, 0, 0, 0, 0]], 4);
    await createDetector({ session, thresholds }).detect(solid(4, 2, [255, 0, 51]));
    const grey = Math.fround(114 / 255);
    const plane = (value: number) => [
      ...Array(4).fill(grey),
      ...Array(8).fill(Math.fround(value)),
      ...Array(4).fill(grey),
    ];
    expect([...session.inputs[0]]).toEqual([...plane(1), ...plane(0), ...plane(51 / 255)]);
  });

  it("leaves the margin that the model's file asks for, and refuses nonsense", async () => {
    const session = { ...fakeSession([[4, 4, 2, 2, 0.9, 0]]), metadata: { name: 'fake-model', margin: '2' } };
    const { detections } = await createDetector({ session, thresholds }).detect(solid(4, 4, [255, 0, 0]));
    expect(detections[0].boxXyxy).toEqual([1, 1, 3, 3]);
    const broken = { ...session, metadata: { name: 'fake-model', margin: 'wide' } };
    expect(() => createDetector({ session: broken, thresholds })).toThrow(InputError);
  });

  it('keeps pictures apart when called again before the first is done', async () => {
    const session = fakeSession([[0, 0, 0, 0, 0, 0]], 4);
    const detector = createDetector({ session, thresholds });
    await Promise.all([0, 51, 255].map((value) => detector.detect(solid(4, 4, [value, value, value]))));
    expect(session.inputs.map((input) => input[0])).toEqual([0, Math.fround(51 / 255), 1]);
  });

  it('names the model that returns NaN, and works again afterwards', async () => {
    const session = fakeSession([[4, 4, 2, 2, Number.NaN, 0]]);
    const detector = createDetector({ session, thresholds });
    const broken = detector.detect(solid(8, 8, [0, 0, 0]));
    await expect(broken).rejects.toThrow(InputError);
    await expect(broken).rejects.toThrow(/fake-model returned values that are not finite/);
    await expect(detector.detect({ width: 3, height: 3, data: new Uint8Array(2) })).rejects.toThrow(
      /27 bytes/,
    );
    const healthy = createDetector({ session: fakeSession([[4, 4, 2, 2, 0.5, 0]]), thresholds });
    expect((await healthy.detect(solid(8, 8, [0, 0, 0]))).detections).toHaveLength(1);
  });

  it('refuses thresholds that cannot be meant', () => {
    const session = fakeSession([[0, 0, 0, 0, 0, 0]]);
    expect(() => createDetector({ session, thresholds: { ...thresholds, confidence: 25 } })).toThrow(
      '0..1, not 25',
    );
    expect(() => createDetector({ session, thresholds: { ...thresholds, maxDetections: 0 } })).toThrow(
      InputError,
    );
  });
});

describe('createPictureRunner', () => {
  it('lets the same predictions be read under several thresholds', async () => {
    const run = createPictureRunner({ session: fakeSession([[4, 4, 2, 2, 0.9, 0.6]]) });
    const inferred = await run(solid(8, 8, [0, 0, 0]));
    expect(readDetections(inferred, thresholds)).toHaveLength(1);
    expect(readDetections(inferred, thresholds, { severalClassesPerBox: true })).toHaveLength(2);
    expect(readDetections(inferred, { ...thresholds, confidence: 0.95 })).toHaveLength(0);
  });

  it('refuses a session that does not take pictures', () => {
    const session = { ...fakeSession([[0, 0, 0, 0, 0, 0]]), inputShape: [1, 1, 8, 8] as const };
    expect(() => createPictureRunner({ session })).toThrow(/fake-model takes \[1, 1, 8, 8\]/);
  });
});
