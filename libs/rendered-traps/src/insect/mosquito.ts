import type { Point } from '../drawing/points.ts';
import { flat, shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { drawAbdomen, drawDamage, drawThorax } from './body.ts';
import { drawHead, placeHead } from './head.ts';
import { drawLegs } from './legs.ts';
import type { MosquitoTraits } from './traits.ts';
import { drawWings } from './wings.ts';

const CRUMB_COLOURS: readonly Colour[] = [
  [84, 72, 58],
  [52, 48, 46],
  [128, 120, 108],
  [110, 86, 58],
];

/** A ragged crumb lying over the head: painted with the insect, but not part of it. */
function drawCrumb(center: Point, random: Random): Shape[] {
  const colour = random.pick(CRUMB_COLOURS);
  const size = random.range(0.17, 0.26);
  const turn = random.range(0, Math.PI);
  const outline = (share: number): number[] => {
    const path: number[] = [];
    for (let i = 0; i < 11; i += 1) {
      const angle = (i / 11) * Math.PI * 2;
      const reach = share * size * random.range(0.7, 1.25);
      const [u, v] = [Math.cos(angle) * reach * 1.2, Math.sin(angle) * reach * 0.85];
      path.push(
        center[0] + u * Math.cos(turn) - v * Math.sin(turn),
        center[1] + u * Math.sin(turn) + v * Math.cos(turn),
      );
    }
    return path;
  };
  const layer = (share: number, brightness: number, opacity: number): Shape => ({
    paths: [outline(share)],
    fill: flat(shadeColour(colour, brightness), opacity),
    foreign: true,
  });
  return [layer(1, 0.7, 0.97), layer(0.75, 0.95, 0.9), layer(0.5, 1.15, 0.6), layer(0.22, 1.4, 0.5)];
}

/** All shapes of one mosquito in drawing order; unit: body length, head towards +x, origin in the thorax. */
export function drawMosquito(traits: MosquitoTraits, random: Random): Shape[] {
  const legs = random.fork('legs');
  const wings = drawWings(traits, random.fork('wings'));
  const abdomen = drawAbdomen(traits);
  const thorax = drawThorax(traits, random.fork('thorax'));
  const head = drawHead(traits, random.fork('head'));
  const extras: Shape[] = [];
  if (traits.doubt === 'crumpled') extras.push(...drawDamage(traits, random.fork('damage')));
  if (traits.doubt === 'head-under-dirt') {
    const { center, heading } = placeHead(traits);
    const over: Point = [center[0] + Math.cos(heading) * 0.1, center[1] + Math.sin(heading) * 0.1];
    extras.push(...drawCrumb(over, random.fork('crumb')));
  }
  if (traits.pose === 'ventral') {
    return [...wings, ...abdomen, ...thorax, ...head, ...drawLegs(traits, legs), ...extras];
  }
  if (traits.pose === 'lateral') {
    const near = drawLegs(traits, legs, [1]);
    return [...drawLegs(traits, legs, [-1]), ...abdomen, ...wings, ...thorax, ...head, ...near, ...extras];
  }
  return [...drawLegs(traits, legs), ...abdomen, ...wings, ...thorax, ...head, ...extras];
}
