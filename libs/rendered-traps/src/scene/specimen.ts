import { CLASS_NAMES } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { boxArea, intersectBoxes, measureBounds, measureVisibleBounds } from '../drawing/bounds.ts';
import type { BoxXyxy } from '../drawing/bounds.ts';
import type { Point } from '../drawing/points.ts';
import { createMapper, placeShapes } from '../drawing/shape.ts';
import type { Placement, Shape } from '../drawing/shape.ts';
import { drawMosquito } from '../insect/mosquito.ts';
import { chooseTraits } from '../insect/traits.ts';
import type { Doubt, MosquitoTraits } from '../insect/traits.ts';
import type { Random } from '../random.ts';
import type { TrapLook } from './trap-look.ts';

/** Longest side of an insect's box in a picture of 224 pixels. */
const LONGEST_PX: readonly [number, number] = [58, 118];
/** Below this share of its box inside the picture an insect is Incomplete. */
export const INCOMPLETE_BELOW = 0.85;

/** One mosquito, drawn in pixels and ready to be painted. */
export interface Specimen {
  readonly className: ClassName;
  readonly traits: MosquitoTraits;
  readonly placement: Placement;
  readonly shapes: readonly Shape[];
  /** Bounds of the whole insect, also outside the picture. */
  readonly wholeBox: BoxXyxy;
  /** Bounds of what the picture shows. */
  readonly visibleBox: BoxXyxy;
  /** Share of `wholeBox` inside the picture, 0..1. */
  readonly visibleShare: number;
  /** Pixels of blur; 0 = in focus. */
  readonly defocusPx: number;
}

export interface SpecimenWish {
  readonly className: ClassName;
  readonly frame: BoxXyxy;
  readonly look: TrapLook;
  readonly femaleShare: number;
  readonly others: readonly Specimen[];
}

const DOUBTS: readonly Doubt[] = ['head-lost', 'head-under-dirt', 'antennae-lost', 'crumpled'];

/** The light's direction in the coordinates of an insect that lies turned by `angle`. */
export function turnLight(lightAngle: number, { angle, mirrored }: Placement): Point {
  const local = lightAngle - angle;
  return [Math.cos(local), Math.sin(local) * (mirrored ? -1 : 1)];
}

function chooseTraitsFor(wish: SpecimenWish, placement: Placement, random: Random): MosquitoTraits {
  const { className } = wish;
  const female = className === 'Female' || (className !== 'Male' && random.chance(wish.femaleShare));
  const doubt = className === 'Undefined' ? DOUBTS[random.weighted([0.2, 0.3, 0.3, 0.2])] : 'none';
  const light = turnLight(wish.look.lightAngle, placement);
  const traits = chooseTraits({ sex: female ? 'female' : 'male', doubt, light }, random);
  // Blood shows through any blur and tells a female.
  return className === 'Out of Focus' ? { ...traits, fed: 0 } : traits;
}

/** A placement at the origin whose drawn insect is neither too small nor too large to be read. */
function sizePlacement(wish: SpecimenWish, random: Random): { placement: Placement; zoom: number } {
  const [x1, y1, x2, y2] = wish.frame;
  const zoom = Math.min(x2 - x1, y2 - y1) / 224;
  const scale = wish.look.bodyPx * zoom * random.range(0.92, 1.08);
  return {
    placement: { x: 0, y: 0, angle: random.range(0, Math.PI * 2), scale, mirrored: random.chance(0.5) },
    zoom,
  };
}

function limitScale(local: readonly Shape[], placement: Placement, zoom: number): Placement {
  const [x1, y1, x2, y2] = measureBounds(placeShapes(local, placement));
  const longest = Math.max(x2 - x1, y2 - y1) / zoom;
  const wanted = Math.max(LONGEST_PX[0], Math.min(LONGEST_PX[1], longest));
  return { ...placement, scale: (placement.scale * wanted) / longest };
}

/** Offsets that put the box wholly inside, or partly outside for an incomplete insect. */
function choosePosition(box: BoxXyxy, { frame, className }: SpecimenWish, random: Random): Point {
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  const margin = 2;
  const inside = (axis: 0 | 1, size: number): number =>
    random.range(frame[axis] + margin, Math.max(frame[axis] + margin, frame[axis + 2] - margin - size)) -
    box[axis];
  const position: [number, number] = [inside(0, width), inside(1, height)];
  if (className !== 'Incomplete') return position;
  const axes: readonly (0 | 1)[] = random.chance(0.15) ? [0, 1] : [random.chance(0.5) ? 0 : 1];
  for (const axis of axes) {
    const size = axis === 0 ? width : height;
    const outside = size * random.range(0.18, axes.length === 2 ? 0.4 : 0.65);
    position[axis] = random.chance(0.5)
      ? frame[axis] - outside - box[axis]
      : frame[axis + 2] - size + outside - box[axis];
  }
  return position;
}

function shiftShapes(shapes: readonly Shape[], dx: number, dy: number): Shape[] {
  return placeShapes(shapes, { x: dx, y: dy, angle: 0, scale: 1, mirrored: false });
}

function isInside([x, y]: Point, frame: BoxXyxy, margin: number): boolean {
  return x > frame[0] + margin && y > frame[1] + margin && x < frame[2] - margin && y < frame[3] - margin;
}

/** A place that a drawn insect could take. */
interface Seat {
  readonly placement: Placement;
  readonly wholeBox: BoxXyxy;
  readonly visibleShare: number;
}

function findSeat(
  local: { placement: Placement; wholeBox: BoxXyxy },
  wish: SpecimenWish,
  random: Random,
): Seat {
  const [x1, y1, x2, y2] = local.wholeBox;
  const [x, y] = choosePosition(local.wholeBox, wish, random);
  const wholeBox: BoxXyxy = [x1 + x, y1 + y, x2 + x, y2 + y];
  const visibleShare = boxArea(intersectBoxes(wholeBox, wish.frame)) / boxArea(wholeBox);
  return { placement: { ...local.placement, x, y }, wholeBox, visibleShare };
}

/** Is enough of it in the picture for its class, and is it far enough from the others? */
function isAcceptable(
  { placement, wholeBox, visibleShare }: Seat,
  wish: SpecimenWish,
  patience: number,
): boolean {
  if (wish.className === 'Incomplete') {
    const map = createMapper(placement);
    const trunk = [map([0.23, 0]), map([0.04, 0]), map([-0.3, 0])];
    if (visibleShare < 0.3 || visibleShare > INCOMPLETE_BELOW - 0.03) return false;
    if (!trunk.some((p) => isInside(p, wish.frame, placement.scale * 0.1))) return false;
  } else if (visibleShare < 0.97) {
    return false;
  }
  const seen = intersectBoxes(wholeBox, wish.frame);
  return wish.others.every((other) => {
    const apart = Math.hypot(other.placement.x - placement.x, other.placement.y - placement.y);
    const overlap = boxArea(intersectBoxes(seen, other.visibleBox));
    const smaller = Math.min(boxArea(seen), boxArea(other.visibleBox));
    return apart > 0.6 * placement.scale && overlap / smaller < 0.04 + patience * 0.3;
  });
}

function chooseDefocus(className: ClassName, scale: number, random: Random): number {
  return className === 'Out of Focus' ? scale * random.range(0.066, 0.105) : 0;
}

/** Chooses and places one mosquito; undefined when the picture has no room left for it. */
export function createSpecimen(wish: SpecimenWish, random: Random): Specimen | undefined {
  const sized = sizePlacement(wish, random);
  const traits = chooseTraitsFor(wish, sized.placement, random.fork('traits'));
  const local = drawMosquito(traits, random.fork('drawing'));
  const placement = limitScale(local, sized.placement, sized.zoom);
  const shapes = placeShapes(local, placement);
  const unplaced = { placement, wholeBox: measureBounds(shapes) };
  const tries = 40;
  for (let i = 0; i < tries; i += 1) {
    const seat = findSeat(unplaced, wish, random);
    if (!isAcceptable(seat, wish, i / tries)) continue;
    const moved = shiftShapes(shapes, seat.placement.x, seat.placement.y);
    const visibleBox = measureVisibleBounds(moved, wish.frame);
    if (!visibleBox) continue;
    const defocusPx = chooseDefocus(wish.className, placement.scale, random);
    return { ...seat, className: wish.className, traits, shapes: moved, visibleBox, defocusPx };
  }
  return undefined;
}

export function classIndexOf(specimen: Specimen): number {
  return CLASS_NAMES.indexOf(specimen.className);
}
