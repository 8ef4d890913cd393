/**
 * JSON of one value in one way only: keys sorted, no spaces, a line feed at the end. What is signed must have no
 * second spelling.
 * @throws TypeError for what JSON cannot hold, such as NaN
 */
export function canonicalJson(value: unknown): string {
  return `${write(value)}\n`;
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${write(one)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${value} cannot be written as JSON`);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} cannot be written as JSON`);
  return text;
}
