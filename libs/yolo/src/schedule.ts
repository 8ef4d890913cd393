/** Settings of the learning-rate schedule, in the reference's meaning. */
export interface ScheduleSettings {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly batch: number;
  /** Pictures per optimizer step that the settings are meant for; gradients are summed until it is reached. */
  readonly nominalBatch: number;
  readonly learningRate: number;
  /** Last learning rate as a share of the first. */
  readonly finalShare: number;
  readonly cosine: boolean;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly warmupEpochs: number;
  readonly warmupMomentum: number;
  readonly warmupBiasRate: number;
  /** The warm-up lasts at least this many batches; 100 in the reference. */
  readonly warmupMinBatches: number;
}

export interface ScheduleState {
  readonly learningRate: { readonly weight: number; readonly bn: number; readonly bias: number };
  readonly momentum: number;
  /** Batches whose gradients are summed into one optimizer step. */
  readonly accumulate: number;
}

/** Batches over which rates and momentum are ramped; -1 when there is no warm-up. */
export function warmupBatches(settings: ScheduleSettings): number {
  const { warmupEpochs, batchesPerEpoch, warmupMinBatches } = settings;
  return warmupEpochs > 0 ? Math.max(roundHalfEven(warmupEpochs * batchesPerEpoch), warmupMinBatches) : -1;
}

/** Rates and momentum in force during one batch. `iteration` counts batches from 0 over all epochs. */
export function scheduleAt(settings: ScheduleSettings, iteration: number): ScheduleState {
  const epoch = Math.floor(iteration / settings.batchesPerEpoch);
  const rate = settings.learningRate * rateShare(settings, epoch);
  const warmup = warmupBatches(settings);
  const usual = Math.max(roundHalfEven(settings.nominalBatch / settings.batch), 1);
  if (iteration > warmup) {
    return {
      learningRate: { weight: rate, bn: rate, bias: rate },
      momentum: settings.momentum,
      accumulate: usual,
    };
  }
  const ramp = (from: number, to: number) =>
    iteration >= warmup ? to : from + ((to - from) / warmup) * iteration;
  return {
    learningRate: { weight: ramp(0, rate), bn: ramp(0, rate), bias: ramp(settings.warmupBiasRate, rate) },
    momentum: ramp(settings.warmupMomentum, settings.momentum),
    accumulate: Math.max(1, roundHalfEven(ramp(1, settings.nominalBatch / settings.batch))),
  };
}

function rateShare(settings: ScheduleSettings, epoch: number): number {
  const { epochs, finalShare, cosine } = settings;
  if (cosine) return ((1 - Math.cos((epoch * Math.PI) / epochs)) / 2) * (finalShare - 1) + 1;
  return Math.max(1 - epoch / epochs, 0) * (1 - finalShare) + finalShare;
}

/** Decay per optimizer step: the setting is meant for one nominal batch. */
export function effectiveWeightDecay(settings: ScheduleSettings): number {
  const accumulate = Math.max(roundHalfEven(settings.nominalBatch / settings.batch), 1);
  return (settings.weightDecay * settings.batch * accumulate) / settings.nominalBatch;
}

/** Weight of the old moving average at the given update, counted from 1: 0.9999 (1 - exp(-updates / 2000)). */
export function emaDecayAt(updates: number): number {
  return 0.9999 * (1 - Math.exp(-updates / 2000));
}

/** Ties go to the even neighbour, as numpy and Python round. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
