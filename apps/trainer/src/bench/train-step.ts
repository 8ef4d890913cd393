import { cpus, loadavg } from 'node:os';
import { CLASS_NAMES } from '@natiu/domain';
import { Command, createProgress, Option, printJsonLine, runCli } from '@natiu/terminal';
import { architectureOf, countParameters, layoutParameters, VARIANT_NAMES } from '@natiu/yolo';
import type { TruthBox } from '@natiu/yolo';
import { parseWhole } from '../commands/parse-options.ts';
import type { EngineRequest } from '../engine/candidates.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { addEngineOptions, preferProcessor } from '../engine/engine-options.ts';
import { createRandom } from '../training/random.ts';
import { startState } from '../training/state.ts';
import { createStepRunner } from '../training/step-runner.ts';

interface BenchOptions extends EngineRequest {
  readonly model: string;
  readonly threads: number;
  readonly batch: number;
  readonly imgsz: number;
  readonly steps: number;
  readonly warmup: number;
  readonly json?: boolean;
}

/** As many insects per picture as a mosaic of four trap pictures shows. */
const BOXES_PER_PICTURE = 6;

function makeLabels(batch: number, random: () => number): TruthBox[][] {
  const between = (low: number, high: number) => low + (high - low) * random();
  return Array.from({ length: batch }, () =>
    Array.from({ length: BOXES_PER_PICTURE }, () => ({
      classIndex: Math.floor(random() * CLASS_NAMES.length),
      cx: between(0.2, 0.8),
      cy: between(0.2, 0.8),
      w: between(0.1, 0.3),
      h: between(0.1, 0.3),
    })),
  );
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Times the whole training step, as a run does it: loss, gradients, clipping, optimizer, averages. */
async function bench(options: BenchOptions): Promise<void> {
  const architecture = architectureOf(options.model, CLASS_NAMES.length);
  const random = createRandom(1);
  const state = startState(architecture, 1);
  const images = Uint8Array.from({ length: options.batch * 3 * options.imgsz ** 2 }, () => random() * 256);
  const labels = makeLabels(options.batch, random);
  const rates = {
    learningRate: { weight: 1e-4, bn: 1e-4, bias: 1e-4 },
    momentum: 0.937,
    accumulate: 1,
    weightDecay: 5e-4,
    emaDecay: 0.5,
  };
  const { name, engine } = await chooseEngine(preferProcessor(options));
  const machine = { threads: options.threads, spin: true, engine };
  const runner = createStepRunner(architecture, options.imgsz, machine);
  const progress = createProgress({ label: 'Steps', total: options.warmup + options.steps, unit: 'steps' });
  const milliseconds: number[] = [];
  for (let i = 0; i < options.warmup + options.steps; i += 1) {
    const startedAt = performance.now();
    await runner.run('step', state, { images, labels }, rates);
    if (i >= options.warmup) milliseconds.push(performance.now() - startedAt);
    progress.advance();
  }
  progress.finish();
  const residentBytes = process.memoryUsage().rss;
  await runner.release();
  milliseconds.sort((a, b) => a - b);
  const medianMs = median(milliseconds);
  printJsonLine({
    engine: name,
    model: options.model,
    parameters: countParameters(layoutParameters(architecture)),
    threads: options.threads,
    batch: options.batch,
    imgsz: options.imgsz,
    steps: options.steps,
    medianMs: Number(medianMs.toFixed(1)),
    minMs: Number(milliseconds[0]!.toFixed(1)),
    picturesPerSecond: Number(((options.batch * 1000) / medianMs).toFixed(1)),
    residentMb: Math.round(residentBytes / 2 ** 20),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    load: loadavg().map((value) => Number(value.toFixed(2))),
  });
}

const program = new Command('bench:train-step')
  .description('times one training step (median after warm-up); the last line is one JSON object')
  .addOption(new Option('--model <size>', 'size of the network').choices(VARIANT_NAMES).default('n'))
  .option('--threads <n>', 'threads inside one operator', parseWhole(1), 2)
  .option('--batch <n>', 'pictures per batch', parseWhole(1), 16)
  .option('--imgsz <px>', 'side of the square pictures', parseWhole(32), 224)
  .option('--steps <n>', 'steps that count', parseWhole(1), 12)
  .option('--warmup <n>', 'steps before them', parseWhole(0), 3)
  .option('--json', 'kept for symmetry: the last line is JSON in any case');
addEngineOptions(program, 'onnx').action(bench);
await runCli(program);
