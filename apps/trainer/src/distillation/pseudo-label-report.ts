import type { YoloPicture } from '@natiu/dataset';
import type { ChosenBox } from '@natiu/distillation';
import { CLASS_NAMES } from '@natiu/domain';
import { renderTable } from '@natiu/terminal';

/** Boxes of one class. */
export interface ClassBalance {
  readonly class: string;
  /** In the labels of the data set, as they were. */
  readonly training: number;
  readonly validation: number;
  /** In the labels that were written for training. */
  readonly chosen: number;
  /** Of those the teacher was sure of, the ones that stand for a person's box included. */
  readonly confident: number;
}

export interface PseudoLabelReport {
  readonly out: string;
  readonly teacher: { readonly name: string; readonly sha256: string };
  /** Per class; null where no confidence reaches the wanted precision. */
  readonly thresholds: readonly (number | null)[];
  readonly pictures: {
    /** Looked at. */
    readonly offered: number;
    /** Written for training. */
    readonly chosen: number;
    /** Of the chosen, those that had no labels. */
    readonly unlabelled: number;
    /** Left out because they are the same as a validation or test picture. */
    readonly heldOut: number;
    readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  };
  readonly balance: readonly ClassBalance[];
}

/** What is known of each box that was written, in the order of the label rows. */
export interface BoxProvenance {
  readonly class: string;
  readonly source: ChosenBox['source'];
  readonly confirmed: boolean;
  readonly confidence?: number;
  readonly weight: number;
}

export function describeBox({ classIndex, source, confirmed, confidence, weight }: ChosenBox): BoxProvenance {
  const sure = confidence === undefined ? {} : { confidence };
  return { class: CLASS_NAMES[classIndex]!, source, confirmed, ...sure, weight };
}

export function countLabels(pictures: readonly YoloPicture[]): number[] {
  return CLASS_NAMES.map((_, classIndex) =>
    pictures.reduce(
      (sum, { labels }) => sum + labels.filter((label) => label.classIndex === classIndex).length,
      0,
    ),
  );
}

/** The study's class table, with the column of what the teacher was sure of. */
export function describePseudoLabels(report: PseudoLabelReport): string {
  const { balance, pictures, thresholds } = report;
  const limits = new Set(thresholds);
  const [limit] = limits;
  const column =
    limits.size === 1 && typeof limit === 'number' ? `> ${Number((limit * 100).toFixed(1))} %` : 'sure';
  const headers = ['Class', 'Training', 'Validation', column, 'Written', 'From confidence'];
  const rows = balance.map((row, i) => [
    ...[row.class, row.training, row.validation, row.confident, row.chosen],
    thresholds[i] === null ? 'none reaches the precision' : thresholds[i]!.toFixed(3),
  ]);
  const lines = [
    renderTable(headers, rows),
    `${pictures.chosen} of ${pictures.offered} pictures chosen, ${pictures.unlabelled} of them without labels before.`,
  ];
  if (pictures.heldOut > 0)
    lines.push(`${pictures.heldOut} left out: the same pictures are in the validation or test split.`);
  const lost = balance.filter((row) => row.training > 0 && row.chosen === 0).map((row) => row.class);
  if (lost.length > 0)
    lines.push(
      `No label of ${lost.join(', ')} was written: a training on this set unlearns them. ` +
        `Try --labels confirmed, --precision or a lower --threshold.`,
    );
  for (const { file, reason } of pictures.unreadable) lines.push(`${file} could not be read: ${reason}`);
  return lines.join('\n');
}
