import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError } from '@natiu/errors';

/** Weights that were trained once on rendered insects, one file per size of the network. */
export const BASE_WEIGHTS_DIR = join(import.meta.dirname, '../../../../models/base');
const ENDING = '.safetensors';

/**
 * The file of `--init base` for a size of the network.
 * @throws NotFoundError saying which sizes have one
 */
export async function findBaseWeights(variant: string, dir = BASE_WEIGHTS_DIR): Promise<string> {
  const files = await readdir(dir).catch(() => [] as string[]);
  const variants = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
  if (variants.includes(variant)) return join(dir, `${variant}${ENDING}`);
  const there =
    variants.length > 0 ? `there are some for ${variants.sort().join(', ')}` : 'there are none yet';
  throw new NotFoundError(
    `There are no base weights for YOLOv8${variant}; ${there}. ` +
      `Start with --init random, or make some: trainer train on rendered pictures, then trainer export --base.`,
  );
}
