import type { Point } from '../drawing/points.ts';
import { flat } from '../drawing/shape.ts';
import type { Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { drawAbdomen, drawDamage, drawThorax } from './body.ts';
import { drawHead, placeHead } from './head.ts';
import { drawLegs } from './legs.ts';
import type { MosquitoTraits } from './traits.ts';
import { drawWings } from './wings.ts';

/** A crumb lying over the head: painted with the insect, but not part of it. */
function drawCrumb(center: Point, random: Random): Shape[] {
  const tone = random.range(70, 150);
  const layers = [1, 0.72, 0.4];
  return layers.map((share, layer) => {
    const path: number[] = [];
    for (let i = 0; i < 14; i += 1) {
      const angle = (i / 14) * Math.PI * 2;
      const reach = share * random.range(0.1, 0.2);
      path.push(center[0] + Math.cos(angle) * reach * 1.25, center[1] + Math.sin(angle) * reach);
    }
    const light = tone * (0.75 + layer * 0.22);
    return { paths: [path], fill: flat([light, light * 0.84, light * 0.64], 0.97), foreign: true };
  });
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
