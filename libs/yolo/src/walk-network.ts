import { REG_MAX, scaledChannels, scaledRepeats } from './architecture.ts';
import type { Architecture } from './architecture.ts';

/** What the network is made of; an implementation decides what a feature map `T` is. */
export interface Layers<T> {
  channels(x: T): number;
  /** Convolution without bias, batch normalisation, SiLU. */
  convBlock(name: string, x: T, settings: { out: number; kernel: number; stride: number }): T;
  /** 1 x 1 convolution with bias, as the last layer of the head. */
  convOutput(name: string, x: T, out: number): T;
  add(a: T, b: T): T;
  concat(parts: readonly T[]): T;
  /** Two halves of the channels. */
  halve(x: T): [T, T];
  upsample(x: T): T;
  /** Maximum over a 5 x 5 neighbourhood, same size. */
  maxPool(x: T): T;
}

/** Maps of one detection head level: [B, 64, h, w] side distributions and [B, classes, h, w] logits. */
export interface HeadLevel<T> {
  readonly box: T;
  readonly cls: T;
}

export interface NetworkOutputs<T> {
  /** P3, P4, P5. */
  readonly heads: readonly HeadLevel<T>[];
  /** What enters the head at P3, P4, P5. */
  readonly necks: readonly T[];
}

/** Channels of what enters the head at P3, P4 and P5. */
export function neckChannels(architecture: Architecture): number[] {
  return [256, 512, 1024].map((base) => scaledChannels(architecture, base));
}

/**
 * The YOLOv8 network, layer by layer; layer numbers and names are those of the reference's state dict.
 * Source: the published YOLOv8 architecture (backbone C2f and SPPF, path aggregation neck, decoupled head).
 */
export function walkNetwork<T>(architecture: Architecture, layers: Layers<T>, image: T): NetworkOutputs<T> {
  const ch = (base: number) => scaledChannels(architecture, base);
  const repeats = (base: number) => scaledRepeats(architecture, base);
  const down = (index: number, x: T, base: number) =>
    layers.convBlock(`model.${index}`, x, { out: ch(base), kernel: 3, stride: 2 });
  const stage = (index: number, x: T, block: { base: number; repeats: number; shortcut: boolean }) =>
    walkC2f(layers, `model.${index}`, x, {
      out: ch(block.base),
      repeats: repeats(block.repeats),
      shortcut: block.shortcut,
    });

  const p2 = stage(2, down(1, down(0, image, 64), 128), { base: 128, repeats: 3, shortcut: true });
  const p3 = stage(4, down(3, p2, 256), { base: 256, repeats: 6, shortcut: true });
  const p4 = stage(6, down(5, p3, 512), { base: 512, repeats: 6, shortcut: true });
  const p5Raw = stage(8, down(7, p4, 1024), { base: 1024, repeats: 3, shortcut: true });
  const p5 = walkSppf(layers, 'model.9', p5Raw, ch(1024));

  const neckBlock = (base: number) => ({ base, repeats: 3, shortcut: false });
  const up4 = stage(12, layers.concat([layers.upsample(p5), p4]), neckBlock(512));
  const out3 = stage(15, layers.concat([layers.upsample(up4), p3]), neckBlock(256));
  const out4 = stage(18, layers.concat([down(16, out3, 256), up4]), neckBlock(512));
  const out5 = stage(21, layers.concat([down(19, out4, 512), p5]), neckBlock(1024));
  const necks = [out3, out4, out5];
  return { necks, heads: walkHead(architecture, layers, necks) };
}

function walkC2f<T>(
  layers: Layers<T>,
  name: string,
  x: T,
  settings: { out: number; repeats: number; shortcut: boolean },
): T {
  const { out, repeats, shortcut } = settings;
  const hidden = Math.floor(out / 2);
  const [first, second] = layers.halve(
    layers.convBlock(`${name}.cv1`, x, { out: 2 * hidden, kernel: 1, stride: 1 }),
  );
  const parts = [first, second];
  for (let i = 0; i < repeats; i += 1) {
    const input = parts.at(-1)!;
    const inner = layers.convBlock(`${name}.m.${i}.cv1`, input, { out: hidden, kernel: 3, stride: 1 });
    const outer = layers.convBlock(`${name}.m.${i}.cv2`, inner, { out: hidden, kernel: 3, stride: 1 });
    parts.push(shortcut ? layers.add(input, outer) : outer);
  }
  return layers.convBlock(`${name}.cv2`, layers.concat(parts), { out, kernel: 1, stride: 1 });
}

function walkSppf<T>(layers: Layers<T>, name: string, x: T, out: number): T {
  const hidden = Math.floor(layers.channels(x) / 2);
  const first = layers.convBlock(`${name}.cv1`, x, { out: hidden, kernel: 1, stride: 1 });
  const second = layers.maxPool(first);
  const third = layers.maxPool(second);
  const parts = [first, second, third, layers.maxPool(third)];
  return layers.convBlock(`${name}.cv2`, layers.concat(parts), { out, kernel: 1, stride: 1 });
}

function walkHead<T>(architecture: Architecture, layers: Layers<T>, necks: readonly T[]): HeadLevel<T>[] {
  const first = layers.channels(necks[0]!);
  const boxWidth = Math.max(16, Math.floor(first / 4), REG_MAX * 4);
  const classWidth = Math.max(first, Math.min(architecture.classes, 100));
  const branch = (name: string, x: T, width: number, out: number) => {
    const inner = layers.convBlock(`${name}.0`, x, { out: width, kernel: 3, stride: 1 });
    const outer = layers.convBlock(`${name}.1`, inner, { out: width, kernel: 3, stride: 1 });
    return layers.convOutput(`${name}.2`, outer, out);
  };
  return necks.map((neck, level) => ({
    box: branch(`model.22.cv2.${level}`, neck, boxWidth, REG_MAX * 4),
    cls: branch(`model.22.cv3.${level}`, neck, classWidth, architecture.classes),
  }));
}
