import { CLASS_NAMES } from '@natiu/domain';
import type { BoxXyxy } from '../drawing/bounds.ts';
import { placeShapes } from '../drawing/shape.ts';
import type { Shape } from '../drawing/shape.ts';
import { drawOtherInsect, OTHER_INSECTS, OTHER_SIZES } from '../insect/other-insects.ts';
import type { Random } from '../random.ts';
import { weighClasses, weighCounts } from './scene-options.ts';
import type { SceneOptions } from './scene-options.ts';
import { createSpecimen, turnLight } from './specimen.ts';
import type { Specimen } from './specimen.ts';
import type { TrapLook } from './trap-look.ts';

/** Where a picture is and what it must hold. */
export interface Stage {
  /** 0, 0, width, height */
  readonly frame: BoxXyxy;
  readonly look: TrapLook;
  readonly options: SceneOptions;
}

/** Chooses number, classes and places of the mosquitoes. */
export function planMosquitoes({ frame, look, options }: Stage, random: Random): Specimen[] {
  const count = random.weighted(weighCounts(options.meanInsects));
  const weights = weighClasses(options);
  const specimens: Specimen[] = [];
  for (let i = 0; i < count; i += 1) {
    const part = random.fork(`mosquito${i}`);
    const className = CLASS_NAMES[part.weighted(weights)];
    const wish = { className, frame, look, femaleShare: options.femaleShare, others: specimens };
    // The first drawing may be too wide for the room that is left.
    const specimen = createSpecimen(wish, part) ?? createSpecimen(wish, part.fork('again'));
    if (specimen) specimens.push(specimen);
  }
  return specimens;
}

/** Draws the other catch, in pixels, where it covers no mosquito. */
export function planOtherInsects(
  { frame, look }: Stage,
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
