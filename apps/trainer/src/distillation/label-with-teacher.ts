import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { xywhToXyxy, xyxyToXywh } from '@natiu/box-ops';
import { openYoloDataset, writeYoloDataset } from '@natiu/dataset';
import type { WrittenPicture, YoloDataset, YoloLabel, YoloPicture } from '@natiu/dataset';
import { choosePseudoLabels, thresholdsFromPrecision } from '@natiu/distillation';
import type { ChosenBox, KnownBox, PseudoLabelRule } from '@natiu/distillation';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import type { ScoredBox } from '@natiu/evaluation';
import { listPictures } from '@natiu/images';
import { writeAtomically } from '../training/checkpoint.ts';
import { emptyCounts, openLabeller } from './labeller.ts';
import type { Labeller } from './labeller.ts';
import { countLabels, describeBox } from './pseudo-label-report.ts';
import type { BoxProvenance, PseudoLabelReport } from './pseudo-label-report.ts';

export type PseudoLabelThresholds =
  | { readonly kind: 'one'; readonly value: number }
  /** Per class, the lowest confidence that has this precision on the validation split. */
  | { readonly kind: 'precision'; readonly target: number };

export interface LabelWithTeacherOptions {
  /** ONNX file, run folder or checkpoint. */
  readonly model: string;
  /** YOLO folder: its training pictures are labelled, its other splits copied as they are. */
  readonly data: string;
  /** Folder of pictures without labels that are offered as well. */
  readonly unlabelled?: string;
  /** Empty or new folder; `trainer train --data` reads it. */
  readonly out: string;
  readonly thresholds: PseudoLabelThresholds;
  readonly weighting: 'hard' | 'soft';
  /** The data set's own labels: a person confirmed them and they stay, or the teacher's replace them. */
  readonly labels: 'confirmed' | 'proposed';
  /** `sure` (default): only pictures with a prediction above the threshold, as in the study. */
  readonly pictures?: 'sure' | 'all';
  readonly machine?: { readonly threads?: number; readonly spin?: boolean };
  readonly onStart?: (plan: { readonly pictures: number }) => void;
  readonly onPicture?: () => void;
}

/** Where each written box comes from; beside `data.yaml`. */
export const PSEUDO_LABELS_FILE = 'pseudo-labels.json';
/** Lowest confidence of the boxes that precision is measured on, as in validation. */
const LOWEST_CONFIDENCE = 0.001;

interface Candidate {
  readonly file: string;
  /** Plain file name, unique in the written split. */
  readonly name: string;
  /** Absent for a picture without labels. */
  readonly labels?: readonly YoloLabel[];
}

interface Tally {
  chosen: number;
  unlabelled: number;
  heldOut: number;
  readonly written: number[];
  readonly confident: number[];
  readonly unreadable: { file: string; reason: string }[];
  readonly provenance: { picture: string; from: string; boxes: BoxProvenance[] }[];
}

/**
 * Writes a data set whose training labels are a teacher's, chosen by `choosePseudoLabels`, with the source, confidence
 * and weight of every box in `pseudo-labels.json`.
 *
 * @throws ConflictError when `out` holds a data set, InputError when the teacher is sure of nothing
 */
export async function labelWithTeacher(options: LabelWithTeacherOptions): Promise<PseudoLabelReport> {
  const { out } = options;
  await refuseExisting(out);
  const dataset = await openYoloDataset(options.data);
  const labeller = await openLabeller(options.model, options.machine ?? {});
  try {
    const candidates = await listCandidates(dataset, options.unlabelled);
    const validation = dataset.split('valid').pictures;
    const measured = options.thresholds.kind === 'precision' ? validation : [];
    options.onStart?.({ pictures: candidates.length + measured.length });
    const thresholds = await chooseThresholds(options, labeller, measured);
    const tally: Tally = {
      ...{ chosen: 0, unlabelled: 0, heldOut: 0 },
      ...{ written: emptyCounts(), confident: emptyCounts(), unreadable: [], provenance: [] },
    };
    await writeSet({ options, dataset, labeller, candidates, thresholds, tally });
    const [training, valid] = [countLabels(dataset.split('train').pictures), countLabels(validation)];
    const { chosen, unlabelled, heldOut, unreadable } = tally;
    return {
      out,
      teacher: { name: labeller.name, sha256: labeller.sha256 },
      thresholds,
      pictures: { offered: candidates.length, chosen, unlabelled, heldOut, unreadable },
      balance: CLASS_NAMES.map((name, i) => ({
        ...{ class: name, training: training[i]!, validation: valid[i]! },
        ...{ chosen: tally.written[i]!, confident: tally.confident[i]! },
      })),
    };
  } finally {
    await labeller.release();
  }
}

async function refuseExisting(out: string): Promise<void> {
  const exists = await access(join(out, 'data.yaml')).then(
    () => true,
    () => false,
  );
  if (exists) throw new ConflictError(`${out} already holds a data set. Name another folder.`);
}

async function listCandidates(dataset: YoloDataset, unlabelled: string | undefined): Promise<Candidate[]> {
  const taken = new Set<string>();
  const train = dataset.split('train').pictures.map(({ file, name, labels }) => {
    return { file, name: plainName(name, taken), labels };
  });
  if (unlabelled === undefined) return train;
  const files = await listPictures(unlabelled);
  if (files.length === 0) throw new InputError(`${unlabelled} holds no pictures.`);
  const rest = files.map((file) => ({
    file,
    name: plainName(relative(unlabelled, file).split(sep).join('/'), taken),
  }));
  return [...train, ...rest];
}

/** The file's own name; with its folders in front where another picture has the same. */
function plainName(path: string, taken: Set<string>): string {
  const stemOf = (name: string) => basename(name, extname(name));
  const own = basename(path);
  const long = path.replaceAll('/', '_');
  let name = taken.has(stemOf(own)) ? long : own;
  for (let serial = 2; taken.has(stemOf(name)); serial += 1)
    name = `${stemOf(long)}_${serial}${extname(long)}`;
  taken.add(stemOf(name));
  return name;
}

async function chooseThresholds(
  { thresholds, onPicture }: LabelWithTeacherOptions,
  labeller: Labeller,
  validation: readonly YoloPicture[],
): Promise<(number | null)[]> {
  const classCount = CLASS_NAMES.length;
  if (thresholds.kind === 'one') return CLASS_NAMES.map(() => thresholds.value);
  const predictions: ScoredBox[][] = [];
  for (const { file } of validation) {
    const found = await labeller.label(file, LOWEST_CONFIDENCE);
    if (typeof found === 'string') throw new InputError(found);
    predictions.push(found);
    onPicture?.();
  }
  const truth = validation.map(({ labels }) => labels.map((label) => toKnown(label, true)));
  return thresholdsFromPrecision(truth, predictions, { target: thresholds.target, classCount });
}

/** Shares of the picture all along: overlaps are the same as in pixels. */
function toKnown({ classIndex, cx, cy, w, h }: YoloLabel, confirmed: boolean): KnownBox {
  return { classIndex, boxXyxy: xywhToXyxy([cx, cy, w, h]), confirmed };
}

function toLabel({ classIndex, boxXyxy, weight }: ChosenBox): YoloLabel {
  const [cx, cy, w, h] = xyxyToXywh(boxXyxy);
  return { classIndex, cx, cy, w, h, ...(weight === 1 ? {} : { weight: Math.max(weight, 1e-6) }) };
}

interface Writing {
  readonly options: LabelWithTeacherOptions;
  readonly dataset: YoloDataset;
  readonly labeller: Labeller;
  readonly candidates: readonly Candidate[];
  readonly thresholds: readonly (number | null)[];
  readonly tally: Tally;
}

async function writeSet(writing: Writing): Promise<void> {
  const { options, dataset, labeller, thresholds, tally } = writing;
  const others = dataset.splitNames.filter((name) => name !== 'train');
  const heldOut = new Set<string>();
  for (const name of others)
    for (const { file } of dataset.split(name).pictures) heldOut.add(hashOf(await readFile(file)));
  const copies = others.map((name) => [name, copyPictures(dataset.split(name).pictures)] as const);
  await writeYoloDataset(options.out, {
    splits: { train: labelPictures(writing, heldOut), ...Object.fromEntries(copies) },
    classNames: CLASS_NAMES,
    comment: `Training labels chosen from a teacher's predictions; ${PSEUDO_LABELS_FILE} says where each comes from.`,
  });
  const { weighting, labels } = options;
  const record = {
    format: 'natiu-pseudo-labels-1',
    teacher: { name: labeller.name, sha256: labeller.sha256 },
    source: { dataVersion: await dataset.dataVersion() },
    rule: { thresholds, weighting, labels, pictures: options.pictures ?? 'sure' },
    pictures: tally.provenance,
  };
  await writeAtomically(join(options.out, PSEUDO_LABELS_FILE), `${JSON.stringify(record, null, 1)}\n`);
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function* copyPictures(pictures: readonly YoloPicture[]): AsyncGenerator<WrittenPicture> {
  const taken = new Set<string>();
  for (const { file, name, labels } of pictures)
    yield { name: plainName(name, taken), bytes: await readFile(file), labels };
}

async function* labelPictures(
  { options, labeller, candidates, thresholds, tally }: Writing,
  heldOut: ReadonlySet<string>,
): AsyncGenerator<WrittenPicture> {
  const rule: PseudoLabelRule = { thresholds, weighting: options.weighting };
  const limits = thresholds.filter((limit) => limit !== null);
  // Just below: the detector takes what is above a confidence, the rule what reaches it.
  const lowest = limits.length === 0 ? 1 : Math.min(...limits) * 0.999;
  for (const { file, name, labels } of candidates) {
    options.onPicture?.();
    const bytes = await readFile(file);
    if (labels === undefined && heldOut.has(hashOf(bytes))) {
      tally.heldOut += 1;
      continue;
    }
    const found = await labeller.label(file, lowest);
    if (typeof found === 'string') {
      tally.unreadable.push({ file, reason: found });
      continue;
    }
    const known = labels?.map((label) => toKnown(label, options.labels === 'confirmed'));
    const [picked] = choosePseudoLabels([found], known && [known], rule);
    const { boxes, confident } = picked!;
    confident.forEach((count, i) => (tally.confident[i]! += count));
    // A picture that nobody labelled is no proof of absence when the teacher is unsure.
    const keepsAll = options.pictures === 'all' && labels !== undefined;
    if (!keepsAll && confident.every((count) => count === 0)) continue;
    tally.chosen += 1;
    if (labels === undefined) tally.unlabelled += 1;
    for (const { classIndex } of boxes) tally.written[classIndex]! += 1;
    tally.provenance.push({ picture: name, from: basename(file), boxes: boxes.map(describeBox) });
    yield { name, bytes, labels: boxes.map(toLabel) };
  }
  if (tally.chosen === 0)
    throw new InputError(
      `${labeller.name} is not sure enough of a single insect in ${candidates.length} pictures: ` +
        `lower the threshold or train the teacher longer.`,
    );
}
