/** Samples laid out row by row with `channels` values per pixel. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float32Array;
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** One running-mean pass along a line of samples; the border value is repeated outside. */
function averageLine(source: Float32Array, target: Float32Array, line: Line, radius: number): void {
  const { start, step, count } = line;
  const last = start + (count - 1) * step;
  const scale = 1 / (2 * radius + 1);
  let sum = source[start] * radius;
  for (let k = 0; k < radius; k += 1) sum += source[Math.min(last, start + k * step)];
  for (let k = 0; k < count; k += 1) {
    sum += source[Math.min(last, start + (k + radius) * step)];
    target[start + k * step] = sum * scale;
    sum -= source[Math.max(start, start + (k - radius) * step)];
  }
}

function averageAll(samples: Samples, spare: Float32Array, radius: number): void {
  const { width, height, channels, values } = samples;
  for (let y = 0; y < height; y += 1)
    for (let c = 0; c < channels; c += 1)
      averageLine(values, spare, { start: y * width * channels + c, step: channels, count: width }, radius);
  for (let x = 0; x < width; x += 1)
    for (let c = 0; c < channels; c += 1)
      averageLine(spare, values, { start: x * channels + c, step: width * channels, count: height }, radius);
}

/** Wide blur in place: three running means, close to a Gaussian. @param sigma pixels, from about 1 */
export function blurWide(samples: Samples, sigma: number): void {
  const spare = new Float32Array(samples.values.length);
  // Three box filters of width w have variance (w^2 - 1) / 4.
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  const small = Math.max(0, Math.floor((ideal - 1) / 2));
  const grown = Math.round(((ideal - (2 * small + 1)) / 2) * 3);
  for (let pass = 0; pass < 3; pass += 1) {
    const radius = pass < grown ? small + 1 : small;
    if (radius > 0) averageAll(samples, spare, radius);
  }
}

/** Weighs every sample of a line with its two neighbours; the border value is repeated outside. */
function weighLine(values: Float32Array, line: Line, side: number): void {
  const { start, step, count } = line;
  const center = 1 - 2 * side;
  const last = start + (count - 1) * step;
  let before = values[start];
  for (let i = start; i < last; i += step) {
    const own = values[i];
    values[i] = own * center + (before + values[i + step]) * side;
    before = own;
  }
  values[last] = values[last] * (1 - side) + before * side;
}

/** Slight blur in place with a three-tap kernel: what a lens does to a sharp picture. @param sigma pixels, 0..0.9 */
export function blurSlightly(samples: Samples, sigma: number): void {
  const side = Math.min(0.32, (sigma * sigma) / 2);
  if (side < 0.004) return;
  const { width, height, channels, values } = samples;
  const row = width * channels;
  for (let y = 0; y < height; y += 1) {
    for (let c = 0; c < channels; c += 1)
      weighLine(values, { start: y * row + c, step: channels, count: width }, side);
  }
  const above = values.slice(0, row);
  const center = 1 - 2 * side;
  for (let y = 0, i = 0; y < height; y += 1) {
    const below = y + 1 < height ? row : 0;
    for (let k = 0; k < row; k += 1, i += 1) {
      const own = values[i];
      values[i] = own * center + (above[k] + values[i + below]) * side;
      above[k] = own;
    }
  }
}
