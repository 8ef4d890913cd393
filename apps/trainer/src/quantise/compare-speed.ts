import { loadavg } from 'node:os';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { summariseLatency } from '@natiu/evaluation';

export interface SpeedOptions {
  readonly threads: number;
  /** Rounds in which the models take turns. */
  readonly rounds: number;
  /** Pictures per model and round. */
  readonly perRound: number;
  readonly onRound?: () => void;
}

export interface SpeedComparison {
  readonly threads: number;
  readonly rounds: number;
  readonly perRound: number;
  /** Processes that wanted a processor in the last minute, before and after: other work makes figures worse. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Median of the rounds' medians, in milliseconds of wall clock, one per model. */
  readonly medianMs: readonly number[];
  /** Median of the rounds' mean processor time in milliseconds, one per model: much less disturbed by other work. */
  readonly processorMs: readonly number[];
}

const median = (values: readonly number[]) => summariseLatency(values).medianMs;

/** Shares of full light that repeat after 256 values: the time of a network does not depend on them. */
function fillPicture(shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 256) / 255);
}

/** Times models on one random picture, taking turns, so that other work on the machine meets all alike. */
export async function compareSpeed(
  models: readonly Uint8Array[],
  options: SpeedOptions,
): Promise<SpeedComparison> {
  const { threads, rounds, perRound } = options;
  const sessions = await Promise.all(
    models.map((bytes) => openInferenceSession(bytes, { threads, spin: false })),
  );
  try {
    const loadBefore = loadavg()[0]!;
    const wall: number[][] = models.map(() => []);
    const processor: number[][] = models.map(() => []);
    // Models may take pictures of different sizes.
    const images = sessions.map(({ inputShape }) => fillPicture(inputShape));
    for (let round = -1; round < rounds; round += 1) {
      for (const [i, session] of sessions.entries()) {
        const times: number[] = [];
        const before = process.cpuUsage();
        for (let n = 0; n < perRound; n += 1) {
          const started = performance.now();
          await session.run(images[i]!);
          times.push(performance.now() - started);
        }
        const { user, system } = process.cpuUsage(before);
        if (round < 0) continue; // The first runs plan memory and say nothing about later ones.
        wall[i]!.push(median(times));
        processor[i]!.push((user + system) / 1000 / perRound);
      }
      if (round >= 0) options.onRound?.();
    }
    return {
      ...{ threads, rounds, perRound, loadBefore, loadAfter: loadavg()[0]! },
      medianMs: wall.map(median),
      processorMs: processor.map(median),
    };
  } finally {
    for (const session of sessions) await session.release();
  }
}
