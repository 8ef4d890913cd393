import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeError } from '@natiu/errors';
import { probeDevice } from '@natiu/onnx-runtime';
import { probeTfjs } from '@natiu/tfjs-runtime';
import { z } from 'zod';
import type { Candidate } from './candidates.ts';

/** Whether a library computes on a device here, and if not, why. */
export const ProbeResult = z.object({ usable: z.boolean(), reason: z.string().optional() });
export type ProbeResult = z.infer<typeof ProbeResult>;
export type Probe = (candidate: Candidate) => Promise<ProbeResult>;

/** In this process; never throws, but a broken driver may end the process. */
export function probeHere(candidate: Candidate): Promise<ProbeResult> {
  return candidate.engine === 'onnx' ? probeDevice(candidate.device) : probeTfjs(candidate.device);
}

const CHILD = fileURLToPath(new URL('./probe-child.ts', import.meta.url));
/** A driver's first start compiles shaders; a hung one must not hang a run. */
const TIMEOUT_MS = 60_000;
const run = promisify(execFile);

/**
 * In a process of its own: graphics drivers write to stderr and may crash, and neither shall reach a training run. What
 * runs on the processor is installed with Natiu; were it missing, its first use would say so.
 */
export async function probeApart(candidate: Candidate): Promise<ProbeResult> {
  if (candidate.device === 'cpu') return { usable: true };
  try {
    const { stdout } = await run(process.execPath, [CHILD, JSON.stringify(candidate)], {
      timeout: TIMEOUT_MS,
    });
    return ProbeResult.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    return { usable: false, reason: `trying it out ended with: ${describeError(error).split('\n')[0]}` };
  }
}

/** On Linux, files under /dev tell whether there is a GPU at all; elsewhere it has to be tried. */
export async function mayHaveGpu(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const names = await Promise.all(
    ['/dev', '/dev/dri'].map((folder) => readdir(folder).catch((): string[] => [])),
  );
  return names.flat().some((name) => /^(nvidia\d+|dxg|renderD\d+)$/.test(name));
}
