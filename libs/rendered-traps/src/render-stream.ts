import { availableParallelism } from 'node:os';
import { renderTrapPicture } from './render-picture.ts';
import type { RenderResult } from './render-picture.ts';
import type { SceneOptions } from './scene/scene-options.ts';

export interface SeriesOptions {
  readonly seed: string | number;
  /** Side of the square pictures in pixels. */
  readonly imageSize: number;
  /** Number of the first picture; a series can be continued. */
  readonly first: number;
  readonly count: number;
  readonly scene?: Partial<SceneOptions>;
}

export interface RenderedFrame extends RenderResult {
  readonly index: number;
}

/** Vector painting runs on other threads: some pictures in flight keep all cores busy. */
const IN_FLIGHT = Math.max(2, Math.min(8, availableParallelism() + 1));

/** Renders pictures `first` to `first + count - 1` and hands them out in order. */
export async function* renderSeries(options: SeriesOptions): AsyncGenerator<RenderedFrame> {
  const { seed, imageSize, first, count, scene } = options;
  const running: Promise<RenderedFrame>[] = [];
  const start = async (index: number): Promise<RenderedFrame> => {
    const result = await renderTrapPicture({ seed, index, width: imageSize, height: imageSize, scene });
    return { ...result, index };
  };
  let next = first;
  const fill = (): void => {
    while (running.length < IN_FLIGHT && next < first + count) {
      const task = start(next);
      // Its turn may never come when an earlier one fails; it must not end the process then.
      task.catch(() => undefined);
      running.push(task);
      next += 1;
    }
  };
  for (fill(); running.length > 0; fill()) {
    const frame = await running.shift();
    if (frame) yield frame;
  }
}

export interface TrapStreamOptions {
  readonly trapSeed: string | number;
  readonly femaleShare?: number;
  readonly meanInsects?: number;
  readonly count: number;
  readonly first?: number;
  readonly imageSize?: number;
}

/** What the camera of one trap would have taken: one floor, light and magnification, ever new insects. */
export function renderTrapStream(options: TrapStreamOptions): AsyncGenerator<RenderedFrame> {
  const { trapSeed, femaleShare = 0.5, meanInsects = 1.5, count, first = 0, imageSize = 224 } = options;
  const scene = { trapSeed, femaleShare, meanInsects };
  return renderSeries({ seed: `stream:${trapSeed}`, imageSize, first, count, scene });
}
