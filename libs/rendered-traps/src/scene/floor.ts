import { hashKey } from '../random.ts';
import { createFrame } from '../light/frame.ts';
import type { Frame, Plane } from '../light/frame.ts';
import { hashToUnit, paintNoise } from '../light/noise.ts';
import type { FloorKind, TrapLook } from './trap-look.ts';

interface FloorPlan {
  readonly width: number;
  readonly height: number;
  /** Pixels per pixel of a 224 pixel picture. */
  readonly zoom: number;
  /** Reproducible 0..1 by name: the floor's own proportions. */
  readonly draw: (name: string) => number;
  readonly noise: (name: string, cellX: number, octaves: number, cellY?: number) => Plane;
}

type Painter = (plan: FloorPlan) => Frame;
type Rgb = readonly [number, number, number];

/** Colours every pixel as `base * brightness(i, x, y)`. */
function paintEach(
  plan: FloorPlan,
  base: Rgb,
  brightnessAt: (i: number, x: number, y: number) => number,
): Frame {
  const frame = createFrame(plan.width, plan.height);
  const { rgb } = frame;
  for (let y = 0, i = 0; y < plan.height; y += 1) {
    for (let x = 0; x < plan.width; x += 1, i += 1) {
      const b = brightnessAt(i, x, y);
      rgb[3 * i] = base[0] * b;
      rgb[3 * i + 1] = base[1] * b;
      rgb[3 * i + 2] = base[2] * b;
    }
  }
  return frame;
}

const paintCard: Painter = (plan) => {
  const { draw, zoom } = plan;
  const cloud = plan.noise('cloud', 70 * zoom, 3).values;
  const grain = plan.noise('grain', 3 * zoom, 2).values;
  const lined = draw('lined') < 0.4;
  const pitch = (46 + draw('pitch') * 40) * zoom;
  const [cos, sin] = [Math.cos(draw('tilt') * 0.3), Math.sin(draw('tilt') * 0.3)];
  const base: Rgb = [0.87 - draw('r') * 0.06, 0.86 - draw('r') * 0.07, 0.83 - draw('b') * 0.13];
  return paintEach(plan, base, (i, x, y) => {
    let b = 1 + cloud[i] * 0.045 + grain[i] * 0.03;
    if (lined) {
      const u = Math.abs(((x * cos + y * sin + pitch * 9) % pitch) - pitch / 2);
      const v = Math.abs(((y * cos - x * sin + pitch * 9) % pitch) - pitch / 2);
      b -= 0.14 * Math.max(0, 1 - Math.min(u, v) / (0.9 * zoom));
    }
    return b;
  });
};

const paintMesh: Painter = (plan) => {
  const { draw, zoom } = plan;
  const warpU = plan.noise('warpU', 60 * zoom, 2).values;
  const warpV = plan.noise('warpV', 60 * zoom, 2).values;
  const grain = plan.noise('grain', 2 * zoom, 2).values;
  const pitch = (6 + draw('pitch') * 6) * zoom;
  const angle = draw('tilt') * 1.2;
  const [cos, sin] = [Math.cos(angle) / pitch, Math.sin(angle) / pitch];
  const thread = 0.26 + draw('thread') * 0.1;
  const tone = 0.66 + draw('tone') * 0.16;
  const hollow = 0.62 + draw('hollow') * 0.16;
  return paintEach(plan, [tone, tone * 1.005, tone * 1.01], (i, x, y) => {
    const u = x * cos + y * sin + warpU[i] * 0.35 + 64;
    const v = y * cos - x * sin + warpV[i] * 0.35 + 64;
    const du = Math.abs(u - Math.floor(u) - 0.5);
    const dv = Math.abs(v - Math.floor(v) - 0.5);
    const warp = du < thread ? Math.sqrt(1 - (du / thread) ** 2) : 0;
    const weft = dv < thread ? Math.sqrt(1 - (dv / thread) ** 2) : 0;
    const over =
      (Math.floor(u) + Math.floor(v)) % 2 === 0 ? Math.max(warp, weft * 0.8) : Math.max(weft, warp * 0.8);
    return (over > 0 ? hollow + (1 - hollow) * over : hollow) * (1 + grain[i] * 0.06);
  });
};

const paintFunnel: Painter = (plan) => {
  const { draw, zoom, width, height } = plan;
  const cloud = plan.noise('cloud', 60 * zoom, 3).values;
  const scratch = plan.noise('scratch', 2.2 * zoom, 1).values;
  const streak = plan.noise('streak', 70 * zoom, 2, 2 * zoom).values;
  const [cx, cy] = [width * (draw('cx') * 2.4 - 0.7), height * (1.2 + draw('cy') * 0.9)];
  const ridge = (16 + draw('ridge') * 26) * zoom;
  const depth = 0.015 + draw('depth') * 0.03;
  const base: Rgb = [0.4 + draw('r') * 0.2, 0.6 + draw('g') * 0.12, 0.4 + draw('b') * 0.16];
  const sheen = draw('sheen') * Math.PI * 2;
  return paintEach(plan, base, (i, x, y) => {
    const [dx, dy] = [x - cx, y - cy];
    const r = Math.sqrt(dx * dx + dy * dy);
    const around = Math.atan2(dy, dx);
    const gloss = Math.max(0, Math.cos((around - sheen) * 2.5)) ** 6;
    return (
      1 +
      Math.sin((r / ridge) * Math.PI * 2) * depth +
      gloss * 0.1 +
      cloud[i] * 0.06 +
      streak[i] * 0.04 +
      scratch[i] * 0.03
    );
  });
};

const paintPan: Painter = (plan) => {
  const { draw, zoom, width, height } = plan;
  const cloud = plan.noise('cloud', 80 * zoom, 3).values;
  const ripple = plan.noise('ripple', 26 * zoom, 2).values;
  const grain = plan.noise('grain', 2 * zoom, 1).values;
  const base: Rgb = [0.36 + draw('r') * 0.16, 0.55 + draw('g') * 0.1, 0.74 + draw('b') * 0.12];
  const [gx, gy] = [width * draw('gx'), height * draw('gy')];
  const spread = (40 + draw('spread') * 60) * zoom;
  return paintEach(plan, base, (i, x, y) => {
    const glare = Math.exp(-((x - gx) ** 2 + (y - gy) ** 2) / (2 * spread * spread));
    const wave = Math.max(0, ripple[i] - 0.42) * 0.5;
    return 1 + cloud[i] * 0.07 + glare * 0.16 + wave + grain[i] * 0.022;
  });
};

/** Distance from a line of late wood: growth rings are thin dark lines with a soft side, unevenly apart. */
function ringDarkness(position: number): number {
  const phase = position - Math.floor(position);
  return phase < 0.72 ? phase * 0.35 : phase < 0.9 ? 0.25 + (phase - 0.72) * 4 : (1 - phase) * 9.7;
}

const paintBoard: Painter = (plan) => {
  const { draw, zoom } = plan;
  const upright = draw('upright') < 0.5;
  const grain = (name: string, along: number, octaves: number, across: number): Float32Array =>
    (upright
      ? plan.noise(name, across * zoom, octaves, along * zoom)
      : plan.noise(name, along * zoom, octaves, across * zoom)
    ).values;
  const bend = grain('bend', 190, 2, 70);
  const fibre = grain('fibre', 50, 3, 1.6);
  const pore = grain('pore', 11, 1, 1.2);
  const cloud = plan.noise('cloud', 80 * zoom, 2).values;
  const ring = (10 + draw('ring') * 22) * zoom;
  const tilt = (draw('tilt') - 0.5) * 0.16;
  const strength = 0.05 + draw('strength') * 0.09;
  const aged = draw('aged') * 0.7;
  const base: Rgb = [
    0.8 + draw('r') * 0.06 - aged * 0.1,
    0.68 + draw('g') * 0.06 - aged * 0.02,
    0.5 + draw('b') * 0.1 + aged * 0.09,
  ];
  return paintEach(plan, base, (i, x, y) => {
    const across = upright ? x + y * tilt : y + x * tilt;
    const late = ringDarkness((across + bend[i] * 15 * zoom) / (ring * (1 + cloud[i] * 0.12)) + 50);
    return 1.01 - late * strength + fibre[i] * 0.075 + cloud[i] * 0.05 - Math.max(0, pore[i] - 0.28) * 0.35;
  });
};

const PAINTERS: Readonly<Record<FloorKind, Painter>> = {
  'white-card': paintCard,
  'grey-mesh': paintMesh,
  'green-funnel': paintFunnel,
  'blue-pan': paintPan,
  'wooden-board': paintBoard,
};

/** Paints the trap's floor: the same look and size give the same floor. */
export function paintFloor(look: TrapLook, width: number, height: number): Frame {
  return PAINTERS[look.floor]({
    width,
    height,
    zoom: Math.min(width, height) / 224,
    draw: (name) => hashToUnit(hashKey(`${look.floorSeed}:${name}`)),
    noise: (name, cellX, octaves, cellY) =>
      paintNoise(width, height, { seed: hashKey(`${look.floorSeed}:${name}`), cellX, cellY, octaves }),
  });
}
