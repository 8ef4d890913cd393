import { availableParallelism } from 'node:os';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import { createProgress, printJsonLine, renderTable } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { openGoldenFolder } from '../verify/golden-folder.ts';
import type { VerifyResult } from '../verify/golden-folder.ts';
import { chooseItems, ITEM_NAMES, runVerify } from '../verify/run-verify.ts';
import type { VerifyReport } from '../verify/run-verify.ts';
import { parseWhole } from './parse-options.ts';

interface VerifyOptions {
  readonly fixtures: string;
  readonly only?: string[];
  readonly threads: number;
  readonly json?: boolean;
}

const formatFigure = (value: number) =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : value.toExponential(2);

function describeResults(items: readonly VerifyResult[]): string {
  return renderTable(
    ['item', 'check', 'worst error', 'allowed', '', 'note'],
    items.map(({ item, check, worstError, allowed, pass, note }) => [
      item,
      check,
      formatFigure(worstError),
      formatFigure(allowed),
      pass ? 'ok' : 'FAIL',
      note ?? '',
    ]),
  );
}

function describeReport({ passed, failed, missing }: VerifyReport, seconds: number): string {
  const total = passed + failed;
  const verdict =
    failed + missing === 0 ? `All ${total} checks passed` : `${failed} of ${total} checks failed`;
  const absent = missing === 0 ? '' : `; ${missing} ${missing === 1 ? 'item is' : 'items are'} missing`;
  return `${verdict}${absent} (${seconds.toFixed(1)} s).`;
}

async function verify(options: VerifyOptions): Promise<void> {
  const items = chooseItems(options.only);
  const folder = openGoldenFolder(options.fixtures);
  const startedAt = performance.now();
  const progress = createProgress({ label: 'Verifying', total: items.length, unit: 'items' });
  const report = await runVerify(folder, {
    machine: { engine: createOnnxEngine(), threads: options.threads },
    only: items,
    onItems: (names, results) => {
      const failing = results.filter((result) => !result.pass).length;
      progress.advance(names.length, failing === 0 ? `${names[0]} ok` : `${names[0]}: ${failing} failed`);
    },
  }).finally(() => progress.finish());
  process.stdout.write(`${describeResults(report.items)}\n`);
  process.stdout.write(`${describeReport(report, (performance.now() - startedAt) / 1000)}\n`);
  if (options.json) printJsonLine(report);
  if (report.failed + report.missing > 0) process.exitCode = 1;
}

/** `trainer verify`: this code against reference values computed by another implementation. */
export function registerVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'compare network, loss, gradients, optimizer, NMS, metrics and pictures with reference values',
    )
    .requiredOption('--fixtures <dir>', 'folder of reference values')
    .option('--only <names...>', `a part of the items: ${ITEM_NAMES.join(', ')}`)
    .option('--threads <n>', 'threads inside one operator', parseWhole(1), availableParallelism())
    .option('--json', 'one JSON object as the last line')
    .action(verify);
}
