import { describeError } from '@natiu/errors';
import { lookAtFolder } from './look-at-folder.ts';
import type { PictureSource, ProcessedPictures, SourcePicture } from './picture-source.ts';

export interface ReplayOptions {
  readonly folder: string;
  readonly paceSeconds: number;
  readonly loop: boolean;
  readonly done: ProcessedPictures;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

const RETRY_MS = 5_000;

/** Every picture of a folder once per round, in a fixed order; a restart goes on where the store says. */
export function createReplaySource(options: ReplayOptions): PictureSource {
  const { folder, paceSeconds, loop, done, now = () => performance.now() } = options;
  let waiting: SourcePicture[] | undefined;
  let offeredAt = -Infinity;

  const refill = async () => {
    const all = await lookAtFolder(folder, done.pass);
    waiting = all.filter((picture) => !done.isDone(picture));
    return all.length;
  };

  return {
    async next() {
      while (waiting?.[0] && done.isDone(waiting[0])) waiting.shift();
      try {
        if (!waiting) {
          if ((await refill()) === 0) {
            waiting = undefined;
            return { kind: 'unavailable', reason: `${folder} has no pictures`, ms: RETRY_MS };
          }
        }
        if (waiting!.length === 0) {
          if (!loop) return { kind: 'finished' };
          done.beginPass(done.pass + 1);
          waiting = undefined;
          return { kind: 'wait', ms: 0 };
        }
      } catch (error) {
        waiting = undefined;
        return { kind: 'unavailable', reason: describeError(error), ms: RETRY_MS };
      }
      const early = offeredAt + paceSeconds * 1000 - now();
      if (early > 0) return { kind: 'wait', ms: early };
      offeredAt = now();
      return { kind: 'picture', picture: waiting![0]! };
    },
  };
}
