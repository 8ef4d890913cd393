import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 10 * 1024 * 1024;

/** Opens a log for appending; a large one is first set aside as `.1`, replacing the one before it. */
export function openLog(file: string): { fd: number; close(): void } {
  mkdirSync(dirname(file), { recursive: true });
  try {
    if (statSync(file).size > LARGEST_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  const fd = openSync(file, 'a', 0o600);
  return { fd, close: () => closeSync(fd) };
}

export function readLastLines(file: string, lines: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
