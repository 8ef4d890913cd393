import { InvalidArgumentError } from '@natiu/terminal';

/** For options that are a share: a threshold, a confidence. */
export function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('a number from 0 to 1 is expected.');
  }
  return value;
}

export function parseWhole(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < lowest) {
      throw new InvalidArgumentError(`a whole number from ${lowest} is expected.`);
    }
    return value;
  };
}
