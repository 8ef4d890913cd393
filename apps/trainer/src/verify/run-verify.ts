import { describeError, InputError, NotFoundError } from '@natiu/errors';
import { verifyForward } from './forward.ts';
import { verifyFormulaWeights } from './formula-weights.ts';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, VerifyResult } from './golden-folder.ts';
import { verifyNanoGradients, verifyTinyGradients } from './gradients.ts';
import { verifyLossHeads } from './loss-heads.ts';
import { METRICS_ITEMS, verifyMetrics } from './metrics.ts';
import { verifyNms } from './nms.ts';
import { STORED_STATES, verifyOptimizerSteps } from './optimizer-steps.ts';
import { verifyLabelsBatch, verifyLetterbox } from './pictures.ts';
import type { VerifyMachine } from './run-graph.ts';
import { verifySchedule } from './schedule.ts';

interface Section {
  /** Items that are compared. */
  readonly items: readonly string[];
  /** Items that are read besides. */
  readonly needs?: readonly string[];
  verify(
    folder: GoldenFolder,
    machine: VerifyMachine,
    items: readonly string[],
  ): VerifyResult[] | Promise<VerifyResult[]>;
}

function forwardSection(model: string): Section {
  return {
    items: [`forward_${model}`],
    needs: ['inputs', model === 'tiny' ? 'tiny_init' : 'formula_weights'],
    verify: (folder, machine) => verifyForward(folder, machine, model),
  };
}

function lossSection(name: string): Section {
  return { items: [name], verify: (folder, machine) => verifyLossHeads(folder, machine, name) };
}

/** Quick ones first. */
const SECTIONS: readonly Section[] = [
  { items: ['schedule'], verify: verifySchedule },
  { items: ['nms'], verify: verifyNms },
  { items: METRICS_ITEMS, verify: (folder, _machine, items) => verifyMetrics(folder, items) },
  { items: ['letterbox_out'], verify: verifyLetterbox },
  { items: ['labels_batch'], verify: verifyLabelsBatch },
  { items: ['formula_weights'], verify: verifyFormulaWeights },
  lossSection('loss_heads_224'),
  lossSection('loss_heads_rect_h64_w96'),
  lossSection('loss_heads_nogt_64'),
  forwardSection('tiny'),
  forwardSection('n'),
  forwardSection('s'),
  { items: ['grads_tiny'], needs: ['tiny_init', 'forward_tiny'], verify: verifyTinyGradients },
  {
    items: ['steps_tiny_batches', ...STORED_STATES],
    needs: ['steps_tiny_batches', 'tiny_init'],
    verify: verifyOptimizerSteps,
  },
  { items: ['grads_n'], needs: ['formula_weights'], verify: verifyNanoGradients },
];

export const ITEM_NAMES: readonly string[] = SECTIONS.flatMap((section) => section.items);

export interface VerifyReport {
  /** Checks within and beyond what is allowed. */
  readonly passed: number;
  readonly failed: number;
  /** Items that are not in the folder. */
  readonly missing: number;
  readonly items: readonly VerifyResult[];
}

export interface VerifyOptions {
  readonly machine: VerifyMachine;
  /** Items to compare; all when left out. */
  readonly only?: readonly string[];
  /** Called when the given items are done. */
  onItems?(names: readonly string[], results: readonly VerifyResult[]): void;
}

const FOUND = 'is in the folder';

function brokenResult(item: string, check: string, note: string): VerifyResult {
  return verifyResult(item, check, { worstError: Infinity, allowed: 0, note });
}

/** One broken item must not hide what is wrong with the others: its error becomes its result. */
async function runSection(
  folder: GoldenFolder,
  section: Section,
  items: readonly string[],
  machine: VerifyMachine,
): Promise<VerifyResult[]> {
  const absent = [...new Set([...items, ...(section.needs ?? [])])].filter((name) => !folder.has(name));
  const results = absent.map((name) => brokenResult(name, FOUND, `${name}.json is missing`));
  const present = items.filter((name) => !absent.includes(name));
  if (present.length === 0 || section.needs?.some((name) => absent.includes(name))) return results;
  try {
    return [...results, ...(await section.verify(folder, machine, present))];
  } catch (error) {
    const check = error instanceof NotFoundError ? FOUND : 'can be read and run';
    return [...results, brokenResult(present.join(', '), check, describeError(error))];
  }
}

/** @throws InputError for a name that is no item */
export function chooseItems(only: readonly string[] = ITEM_NAMES): readonly string[] {
  for (const name of only) {
    if (ITEM_NAMES.includes(name)) continue;
    throw new InputError(`There is no item "${name}"; choose from ${ITEM_NAMES.join(', ')}.`);
  }
  return ITEM_NAMES.filter((name) => only.includes(name));
}

/** Compares this code with the reference values of a folder. @throws InputError for an unknown item */
export async function runVerify(folder: GoldenFolder, options: VerifyOptions): Promise<VerifyReport> {
  const chosen = chooseItems(options.only);
  const all: VerifyResult[] = [];
  for (const section of SECTIONS) {
    const items = section.items.filter((name) => chosen.includes(name));
    if (items.length === 0) continue;
    const results = await runSection(folder, section, items, options.machine);
    all.push(...results);
    options.onItems?.(items, results);
  }
  const failing = all.filter((result) => !result.pass);
  const missing = failing.filter((result) => result.check === FOUND);
  return {
    passed: all.length - failing.length,
    failed: failing.length - missing.length,
    missing: new Set(missing.map((result) => result.item)).size,
    items: all,
  };
}
