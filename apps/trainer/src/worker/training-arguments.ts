import type { TrainingRunSettings } from '@natiu/contracts';

/** At most a fifth of a short run, so that mosaic still has its effect. */
const CLOSE_MOSAIC_EPOCHS = 10;

export interface NetworkPlan {
  variant: string;
  epochs: number;
  /** Folder of the pictures, relative to the run's folder. */
  data: string;
  threads: number;
  /** Checkpoint that it learns from. */
  teacher?: string;
  /** Checkpoint that it goes on from. */
  weights?: string;
}

/** Insects lie at any angle: both flips and all quarter turns. Pictures that were varied before are left alone. */
function augmentationArguments({ augmentation }: TrainingRunSettings, epochs: number): string[] {
  if (augmentation === 'online') {
    const close = Math.min(CLOSE_MOSAIC_EPOCHS, Math.ceil(epochs / 5));
    return ['--flipud', '0.5', '--turns', '0.75', '--close-mosaic', String(close)];
  }
  const off = ['degrees', 'scale', 'translate', 'shear', 'flipud', 'fliplr', 'turns', 'mosaic'];
  const colours = ['hsv-h', 'hsv-s', 'hsv-v'];
  return [...off, ...colours].flatMap((name) => [`--${name}`, '0']).concat(['--close-mosaic', '0']);
}

/** The options of `trainer train` for one network of a run. */
export function trainingArguments(settings: TrainingRunSettings, plan: NetworkPlan): string[] {
  const { batch, imageSize, learningRate, seed, start, distil } = settings;
  const { variant, epochs, data, threads, teacher, weights } = plan;
  const options: Record<string, string | number> = {
    data,
    model: variant,
    epochs,
    batch,
    imgsz: imageSize,
    lr: learningRate,
    seed,
    threads,
    workers: 1,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  args.push('--no-spin', ...augmentationArguments(settings, epochs));
  if (teacher !== undefined) args.push('--teacher', teacher, '--distill', distil.join(','));
  // Weights that are good already need no ramp; its high bias rate would harm them.
  if (weights !== undefined) args.push('--weights', weights, '--warmup-epochs', '0');
  else args.push('--init', start);
  return args;
}
