import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { rasteriseSvg } from '@natiu/images';
import { intersectBoxes, measureBounds } from './drawing/bounds.ts';
import type { BoxXyxy } from './drawing/bounds.ts';
import type { Point } from './drawing/points.ts';
import { placeShapes } from './drawing/shape.ts';
import type { Shape } from './drawing/shape.ts';
import { formatSvg } from './drawing/svg.ts';
import { drawOtherInsect, OTHER_INSECTS, OTHER_SIZES } from './insect/other-insects.ts';
import { darkenByShadow, developFrame, lightFrame, softenShadow } from './light/camera.ts';
import { createPlane } from './light/frame.ts';
import type { Frame } from './light/frame.ts';
import { castShadow, createLayer, defocusLayer, measureOpaque, paintLayer } from './light/layer.ts';
import type { Layer } from './light/layer.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { drawDebris } from './scene/debris.ts';
import { paintFloor } from './scene/floor.ts';
import { resolveScene, weighClasses, weighCounts } from './scene/scene-options.ts';
import type { SceneOptions } from './scene/scene-options.ts';
import { classIndexOf, createSpecimen, turnLight } from './scene/specimen.ts';
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

/** An insect counts as visible where it is at least this opaque. */
const VISIBLE_OPACITY = 0.16;

function planMosquitoes(frame: BoxXyxy, look: TrapLook, options: SceneOptions, random: Random): Specimen[] {
  const count = random.weighted(weighCounts(options.meanInsects));
  const weights = weighClasses(options);
  const specimens: Specimen[] = [];
  for (let i = 0; i < count; i += 1) {
    const part = random.fork(`mosquito${i}`);
    const className = CLASS_NAMES[part.weighted(weights)];
    const wish = { className, frame, look, femaleShare: options.femaleShare, others: specimens };
    const specimen = createSpecimen(wish, part);
    if (specimen) specimens.push(specimen);
  }
  return specimens;
}

function planOtherInsects(
  frame: BoxXyxy,
  look: TrapLook,
  mosquitoes: readonly Specimen[],
  random: Random,
): Shape[] {
  const zoom = Math.min(frame[2], frame[3]) / 224;
  const count = Math.floor(look.otherInsects + random.next());
  const shapes: Shape[] = [];
  for (let i = 0; i < count; i += 1) {
    const kind = random.pick(OTHER_INSECTS);
    const [small, large] = OTHER_SIZES[kind];
    const scale = look.bodyPx * zoom * random.range(small, large);
    const placement = {
      x: random.range(frame[0] - 0.1 * scale, frame[2] + 0.1 * scale),
      y: random.range(frame[1] - 0.1 * scale, frame[3] + 0.1 * scale),
      angle: random.range(0, Math.PI * 2),
      scale,
      mirrored: false,
    };
    const free = mosquitoes.every(
      ({ placement: m }) => Math.hypot(m.x - placement.x, m.y - placement.y) > 0.55 * (m.scale + scale),
    );
    const drawn = drawOtherInsect(kind, turnLight(look.lightAngle, placement), random.fork(`other${i}`));
    if (free) shapes.push(...placeShapes(drawn, placement));
  }
  return shapes;
}

/** Paints shapes into a cut-out just large enough, `margin` pixels around them. */
async function rasteriseLayer(
  shapes: readonly Shape[],
  frame: BoxXyxy,
  margin: number,
  seed: number,
): Promise<Layer | undefined> {
  if (shapes.length === 0) return undefined;
  const roomy: BoxXyxy = [frame[0] - margin, frame[1] - margin, frame[2] + margin, frame[3] + margin];
  const [x1, y1, x2, y2] = measureBounds(shapes.map((shape) => ({ ...shape, foreign: false })));
  const window = intersectBoxes([x1 - margin, y1 - margin, x2 + margin, y2 + margin], roomy);
  const [left, top] = [Math.floor(window[0]), Math.floor(window[1])];
  const [width, height] = [Math.ceil(window[2]) - left, Math.ceil(window[3]) - top];
  if (width < 1 || height < 1) return undefined;
  const { data } = await rasteriseSvg(formatSvg(shapes, { x: left, y: top, width, height }), width, height);
  return createLayer({ left, top, width, height, data }, 0.16, seed);
}

async function rasteriseSpecimen(
  specimen: Specimen,
  frame: BoxXyxy,
  seed: number,
): Promise<Layer | undefined> {
  const margin = Math.ceil(specimen.defocusPx * 3) + 2;
  const layer = await rasteriseLayer(specimen.shapes, frame, margin, seed);
  if (layer && specimen.defocusPx > 0) defocusLayer(layer, specimen.defocusPx);
  return layer;
}

function castShadows(frame: Frame, layers: readonly Layer[], look: TrapLook): void {
  const zoom = Math.min(frame.width, frame.height) / 224;
  const reach = look.bodyPx * zoom * look.shadowReach;
  const away: Point = [-Math.cos(look.lightAngle), -Math.sin(look.lightAngle)];
  const cast = createPlane(frame.width, frame.height);
  const contact = createPlane(frame.width, frame.height);
  for (const layer of layers) {
    castShadow(cast, layer, [away[0] * reach, away[1] * reach]);
    castShadow(contact, layer, [away[0] * zoom * 1.3, away[1] * zoom * 1.3]);
  }
  softenShadow(cast, look.shadowBlurPx * zoom);
  softenShadow(contact, 0.9);
  darkenByShadow(frame, cast, look.shadowStrength * 0.75);
  darkenByShadow(frame, contact, look.shadowStrength * 0.45);
}

function labelBox(specimen: Specimen, layer: Layer | undefined, frame: BoxXyxy): BoxXyxy {
  if (specimen.defocusPx === 0 || !layer) return specimen.visibleBox;
  // Out of focus, thin legs dissolve: only what is left to see is in the box.
  const seen = measureOpaque(layer, VISIBLE_OPACITY);
  return seen ? intersectBoxes(seen, frame) : specimen.visibleBox;
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

function assertRequest({ width, height, index }: RenderRequest): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 64 || side > 4096) {
      throw new InputError(
        `A rendered picture's sides must be whole numbers of 64 to 4096 pixels, not ${width} x ${height}.`,
      );
    }
  }
  if (!Number.isInteger(index) || index < 0)
    throw new InputError(`A picture's index must be 0 or more, not ${index}.`);
}

function paintGround(look: TrapLook, { width, height }: RenderRequest, random: Random): Frame {
  const frame = paintFloor(look, width, height);
  // Old stains stay with the trap; the odd new one comes with the picture.
  paintStains(frame, look.stains, createRandom(`stains:${look.floorSeed}`));
  paintStains(frame, 0.3, random.fork('stains'));
  return frame;
}

/**
 * Renders one picture of a trap's floor with its mosquitoes and their labels.
 * The same request gives the same bytes.
 * @throws InputError when the size, the index or a scene option is out of range
 */
export async function renderTrapPicture(request: RenderRequest): Promise<RenderResult> {
  assertRequest(request);
  const { seed, index, width, height } = request;
  const options = resolveScene(request.scene);
  const random = createRandom(`picture:${seed}:${index}`);
  const look = createTrapLook(options.trapSeed ?? `${seed}:${index}`);
  const bounds: BoxXyxy = [0, 0, width, height];
  const mosquitoes = planMosquitoes(bounds, look, options, random.fork('mosquitoes'));
  const frame = paintGround(look, request, random);
  const ground = [
    ...drawDebris(frame, look.dirt, random.fork('debris')),
    ...planOtherInsects(bounds, look, mosquitoes, random.fork('others')),
  ];
  const noiseSeed = random.integer(0, 0x7fffffff);
  const painted = await Promise.all([
    rasteriseLayer(ground, bounds, 2, noiseSeed),
    ...mosquitoes.map((specimen, i) => rasteriseSpecimen(specimen, bounds, noiseSeed + i + 1)),
  ]);
  const layers = painted.filter((layer) => layer !== undefined);
  castShadows(frame, layers, look);
  for (const layer of layers) paintLayer(frame, layer);
  const exposure = look.exposure * random.range(0.94, 1.06);
  lightFrame(frame, {
    angle: look.lightAngle,
    slope: look.lightSlope,
    vignette: look.vignette,
    exposure,
    warmth: look.warmth,
  });
  const data = developFrame(
    frame,
    { lensBlurPx: look.lensBlurPx, noise: look.sensorNoise },
    random.fork('sensor'),
  );
  const labels = mosquitoes.map((specimen, i) =>
    formatLabel(classIndexOf(specimen), labelBox(specimen, painted[i + 1], bounds), [width, height]),
  );
  return { picture: { width, height, data }, labels, scene: { look, mosquitoes } };
}
