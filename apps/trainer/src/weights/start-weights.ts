import type { Architecture, ParameterVectors } from '@natiu/yolo';
import { fitWeights } from './fit-weights.ts';
import type { FitReport } from './fit-weights.ts';
import { explainWith, readWeightFile } from './read-weight-file.ts';
import type { WeightFileKind } from './read-weight-file.ts';

/** Where a run's first weights came from, and which of them. */
export interface StartReport extends FitReport {
  readonly file: string;
  readonly kind: WeightFileKind;
  readonly sha256: string;
}

/**
 * The first weights of a run from a file.
 * @param random the start of the tensors that the file does not give
 * @throws NotFoundError, InputError naming the file and what is wrong with it
 */
export async function loadStartWeights(
  file: string,
  architecture: Architecture,
  random: ParameterVectors,
): Promise<{ vectors: ParameterVectors; report: StartReport }> {
  const { kind, sha256, tensors } = await readWeightFile(file);
  const { vectors, report } = explainWith(file, () => fitWeights(tensors, architecture, random));
  return { vectors, report: { file, kind, sha256, ...report } };
}

/** Names that a person still reads; the rest is counted. */
const LISTED = 12;

/** Lines for a person: what was taken, what was not, and why. */
export function describeStart(report: StartReport): string[] {
  const { file, kind, taken, needed, classes, classesInFile, reinitialised, missing, unexpected } = report;
  const lines = [`Start: ${taken} of ${needed} tensors from ${file} (${kind}).`];
  if (reinitialised.length > 0) {
    const names = reinitialised.map(
      ({ name, from, to }) => `${name} [${from.join(', ')}] -> [${to.join(', ')}]`,
    );
    lines.push(
      `The file tells ${classesInFile ?? 'an unknown number of'} classes apart, this network ${classes}: ` +
        `re-initialised are ${list(names)}.`,
    );
  }
  if (missing.length > 0) lines.push(`Not in the file, left at their random start: ${list(missing)}.`);
  if (unexpected.length > 0) lines.push(`In the file, but not in the network: ${list(unexpected)}.`);
  return lines;
}

function list(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
