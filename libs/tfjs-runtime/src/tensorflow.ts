import { createRequire } from 'node:module';
import { EnvironmentError } from '@natiu/errors';

export type Tensorflow = typeof import('@tensorflow/tfjs');

/** `cpu`: plain JavaScript, slow, installed everywhere. `gpu`: the native TensorFlow library, CUDA where there is a GPU. */
export type TfjsDevice = 'cpu' | 'gpu';

interface Loaded {
  readonly tf: Tensorflow;
  readonly backend: 'cpu' | 'tensorflow';
}

const loading = new Map<TfjsDevice, Promise<Loaded>>();

/**
 * Loads TensorFlow.js on first use and makes its backend the active one.
 * @throws EnvironmentError where the library is missing, saying how to install it
 */
export async function loadTensorflow(device: TfjsDevice): Promise<Tensorflow> {
  let loaded = loading.get(device);
  if (!loaded) {
    loaded = device === 'gpu' ? loadNative() : loadPlain();
    loading.set(device, loaded);
    loaded.catch(() => loading.delete(device));
  }
  const { tf, backend } = await loaded;
  if (tf.getBackend() !== backend) await tf.setBackend(backend);
  return tf;
}

async function loadPlain(): Promise<Loaded> {
  const tf = unwrap(await import('@tensorflow/tfjs'));
  // Production mode: no checks of every value, and no advertisement on stderr.
  tf.enableProdMode();
  return { tf, backend: 'cpu' };
}

async function loadNative(): Promise<Loaded> {
  restoreNodeUtil();
  try {
    const tf = unwrap((await import('@tensorflow/tfjs-node-gpu')) as unknown as Tensorflow);
    tf.enableProdMode();
    return { tf, backend: 'tensorflow' };
  } catch (cause) {
    throw explainMissing(cause);
  }
}

/** Both are CommonJS: all names are under `default`, and beside it only those that Node could guess. */
function unwrap(module: Tensorflow): Tensorflow {
  return (module as Tensorflow & { default?: Tensorflow }).default ?? module;
}

/** tfjs-node 4.22 calls functions of `util` that Node 23 removed (without them TopK fails) or warns of at every use. */
function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

/**
 * The package's own install script, started directly: this project lets no package run scripts that download, so a plain
 * `npm rebuild` would do nothing and report success.
 */
const INSTALL = 'npm explore @tensorflow/tfjs-node-gpu -- npm run install';

function explainMissing(cause: unknown): EnvironmentError {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!.trim();
  return new EnvironmentError(
    `TensorFlow.js has no native library on this machine. To install it, run \`${INSTALL}\` (it downloads ` +
      'TensorFlow 2.9, which computes on NVIDIA GPUs with CUDA 11.2 and cuDNN 8.1, on x64 Linux or Windows); ' +
      `or use --engine onnx. The library says: ${reason}`,
    { cause },
  );
}
