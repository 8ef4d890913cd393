import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keys are for their owner only. */
const PRIVATE = 0o600;

/** Whole or not at all, and never readable by others, not even for a moment. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}.half`;
  writeFileSync(half, text.endsWith('\n') ? text : `${text}\n`, { mode: PRIVATE });
  chmodSync(half, PRIVATE);
  renameSync(half, file);
}

export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
