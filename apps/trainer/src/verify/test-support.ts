import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command, parseCli } from '@natiu/terminal';
import { vi } from 'vitest';
import { registerVerifyCommand } from '../commands/verify.ts';
import type { VerifyReport } from './run-verify.ts';

export const GOLDEN = join(import.meta.dirname, '../../fixtures/golden');

/** A copy of some items in a new folder, to be damaged. */
export function copyItems(names: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'verify-'));
  for (const file of names.flatMap((name) => [`${name}.json`, `${name}.bin`])) {
    if (existsSync(join(GOLDEN, file))) cpSync(join(GOLDEN, file), join(directory, file));
  }
  return directory;
}

interface Manifest {
  sha256: string;
  meta: Record<string, unknown>;
  tensors: { name: string; dtype: string; shape: number[]; offset: number; nbytes: number }[];
}

const readManifest = (directory: string, name: string) =>
  JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')) as Manifest;

/** Changes one float32 of a tensor and makes the checksum fit again. */
export function alterNumber(
  directory: string,
  name: string,
  [tensor, index]: readonly [string, number],
  change: (value: number) => number,
): void {
  const manifest = readManifest(directory, name);
  const entry = manifest.tensors.find((one) => one.name === tensor)!;
  const bytes = readFileSync(join(directory, `${name}.bin`));
  const at = entry.offset + 4 * index;
  bytes.writeFloatLE(change(bytes.readFloatLE(at)), at);
  manifest.sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(directory, `${name}.bin`), bytes);
  writeFileSync(join(directory, `${name}.json`), JSON.stringify(manifest));
}

/** Writes an item of uint8, int32 and float32 tensors. */
export function writeItem(
  directory: string,
  name: string,
  meta: unknown,
  tensors: Readonly<
    Record<string, { shape: readonly number[]; data: Uint8Array | Int32Array | Float32Array }>
  >,
): void {
  let offset = 0;
  const parts: Uint8Array[] = [];
  const entries = Object.entries(tensors).map(([tensor, { shape, data }]) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const dtype = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    const entry = { name: tensor, dtype, shape, offset, nbytes: bytes.length };
    parts.push(bytes);
    offset += bytes.length;
    return entry;
  });
  const bytes = Buffer.concat(parts);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = join(directory, `${name}.bin`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  writeFileSync(
    join(directory, `${name}.json`),
    JSON.stringify({ file: `${name}.bin`, sha256, meta, tensors: entries }),
  );
}

export interface CommandEnd {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
  /** The last line of standard output. */
  report(): VerifyReport;
}

/** `trainer verify` as a person would run it, inside this process. */
export async function runVerifyCommand(...argv: string[]): Promise<CommandEnd> {
  let out = '';
  let errors = '';
  const program = new Command('trainer');
  registerVerifyCommand(program);
  for (const child of program.commands) child.configureOutput({ writeErr: (text) => (errors += text) });
  const collect = (chunk: unknown) => {
    out += String(chunk);
    return true;
  };
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(collect);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const before = process.exitCode;
  try {
    const status = await parseCli(
      program,
      ['node', 'trainer', 'verify', ...argv],
      (text) => (errors += text),
    );
    return { status, out, errors, report: () => JSON.parse(out.trim().split('\n').at(-1)!) as VerifyReport };
  } finally {
    // A failing verification sets it; here it is what is tested, not how the tests end.
    process.exitCode = before;
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** What failed, as `item: check`. */
export function failuresOf(report: VerifyReport): string[] {
  return report.items.filter((one) => !one.pass).map((one) => `${one.item}: ${one.check}`);
}
