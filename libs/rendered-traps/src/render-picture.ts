import { InputError } from '@natiu/errors';
import type { BoxXyxy } from './drawing/bounds.ts';
import type { Point } from './drawing/points.ts';
import { developFrame, lightFrame } from './light/camera.ts';
import type { Frame } from './light/frame.ts';
import { paintLayer } from './light/layer.ts';
import { castShadows, labelBox, rasteriseLayer, rasteriseSpecimen } from './paint-layers.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { drawDebris } from './scene/debris.ts';
import { paintFloor } from './scene/floor.ts';
import { planMosquitoes, planOtherInsects } from './scene/plan-scene.ts';
import type { Stage } from './scene/plan-scene.ts';
import { resolveScene } from './scene/scene-options.ts';
import type { SceneOptions } from './scene/scene-options.ts';
import { classIndexOf } from './scene/specimen.ts';
import type { Specimen } from './scene/specimen.ts';
import { paintStains } from './scene/stains.ts';
import { createTrapLook } from './scene/trap-look.ts';
import type { TrapLook } from './scene/trap-look.ts';

/** A label in YOLO's form; all four values are shares of the picture's width or height, 0..1. */
export interface RenderedLabel {
  readonly classIndex: number;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
}

export interface RenderedPicture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly data: Uint8Array;
}

/** What the picture was made of. */
export interface RenderedScene {
  readonly look: TrapLook;
  readonly mosquitoes: readonly Specimen[];
}

export interface RenderRequest {
  readonly seed: string | number;
  /** Number of the picture in its series. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly scene?: Partial<SceneOptions>;
}

export interface RenderResult {
  readonly picture: RenderedPicture;
  readonly labels: readonly RenderedLabel[];
  readonly scene: RenderedScene;
}

function formatLabel(classIndex: number, [x1, y1, x2, y2]: BoxXyxy, size: Point): RenderedLabel {
  return {
    classIndex,
    cx: (x1 + x2) / 2 / size[0],
    cy: (y1 + y2) / 2 / size[1],
    w: (x2 - x1) / size[0],
    h: (y2 - y1) / size[1],
  };
}

/** @throws InputError when a picture of this size cannot be rendered */
export function assertImageSize(width: number, height: number): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 64 || side > 4096) {
      throw new InputError(
        `A rendered picture's sides must be whole numbers of 64 to 4096 pixels, not ${width} x ${height}.`,
      );
    }
  }
}

function assertRequest({ width, height, index }: RenderRequest): void {
  assertImageSize(width, height);
  if (!Number.isInteger(index) || index < 0) {
    throw new InputError(`A picture's index must be 0 or more, not ${index}.`);
  }
}

function paintGround(look: TrapLook, { width, height }: RenderRequest, random: Random): Frame {
  const frame = paintFloor(look, width, height);
  // Old stains stay with the trap; the odd new one comes with the picture.
  paintStains(frame, look.stains, createRandom(`stains:${look.floorSeed}`));
  paintStains(frame, 0.3, random.fork('stains'));
  return frame;
}

function setStage({ seed, index, width, height, scene }: RenderRequest): Stage {
  const options = resolveScene(scene);
  const look = createTrapLook(options.trapSeed ?? `${seed}:${index}`);
  return { frame: [0, 0, width, height], look, options };
}

/**
 * Renders one picture of a trap's floor with its mosquitoes and their labels.
 * The same request gives the same bytes.
 * @throws InputError when the size, the index or a scene option is out of range
 */
export async function renderTrapPicture(request: RenderRequest): Promise<RenderResult> {
  assertRequest(request);
  const { seed, index, width, height } = request;
  const stage = setStage(request);
  // Two traps of one series must not catch the same insects.
  const trap = stage.options.trapSeed === undefined ? '' : `:trap ${stage.options.trapSeed}`;
  const random = createRandom(`picture:${seed}:${index}${trap}`);
  const { frame, look } = stage;
  const mosquitoes = planMosquitoes(stage, random.fork('mosquitoes'));
  const ground = paintGround(look, request, random);
  const litter = [
    ...drawDebris(ground, look.dirt, random.fork('debris')),
    ...planOtherInsects(stage, mosquitoes, random.fork('others')),
  ];
  const textureSeed = random.integer(0, 0x7fffffff);
  const painted = await Promise.all([
    rasteriseLayer(litter, { frame, margin: 2, textureSeed }),
    ...mosquitoes.map((specimen, i) => rasteriseSpecimen(specimen, frame, textureSeed + i + 1)),
  ]);
  const layers = painted.filter((layer) => layer !== undefined);
  castShadows(ground, layers, look);
  for (const layer of layers) paintLayer(ground, layer);
  const data = takePicture(ground, look, random);
  const labels = mosquitoes.map((specimen, i) =>
    formatLabel(classIndexOf(specimen), labelBox(specimen, painted[i + 1], frame), [width, height]),
  );
  return { picture: { width, height, data }, labels, scene: { look, mosquitoes } };
}

function takePicture(frame: Frame, look: TrapLook, random: Random): Uint8Array {
  const { lightAngle, lightSlope, vignette, warmth, lensBlurPx, sensorNoise } = look;
  // Clouds pass: the light of one trap is never quite the same.
  const exposure = look.exposure * random.range(0.94, 1.06);
  lightFrame(frame, { angle: lightAngle, slope: lightSlope, vignette, exposure, warmth });
  return developFrame(frame, { lensBlurPx, noise: sensorNoise }, random.fork('sensor'));
}
