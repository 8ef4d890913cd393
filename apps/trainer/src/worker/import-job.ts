import { createReadStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ImportUploadInput } from '@natiu/contracts';
import type { Split } from '@natiu/contracts';
import { checkSource, importPictures, openYoloDataset, planSplit, STUDY_RATIOS } from '@natiu/dataset';
import type { Provenance, YoloLabel } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { addPictures, isArchiveName, readGroupSplits } from '@natiu/services';
import type { IncomingPicture } from '@natiu/services';
import { fetchObject, inStage, putArtefact, throwIfStopped } from './work.ts';
import type { Work } from './work.ts';

const IMPORTED = 'imported';
const CHECK = 'check';
const PICTURES_AT_ONCE = 100;
/** The same files give the same split. */
const SPLIT_SEED = 0;
const LISTED_REFUSALS = 100;

type Input = Pick<ImportUploadInput, 'files' | 'classMap'>;
type Origin = Provenance['pictures'][number];
interface Labelled {
  origin: Origin;
  /** Undefined: nobody has looked at it. */
  labels: readonly YoloLabel[] | undefined;
}

/** What was uploaded, as it was called: an archive as it is, pictures in a folder. */
async function fetchUpload(work: Work, { files }: Input): Promise<string> {
  const [first] = files;
  if (files.length === 1 && isArchiveName(first!.name)) {
    const ending = /(\.tar)?\.[A-Za-z]+$/.exec(first!.name)![0].toLowerCase();
    return fetchObject(work, first!.sha256, `upload${ending}`);
  }
  await mkdir(join(work.dir, 'uploaded', 'images'), { recursive: true });
  for (const [index, { sha256, name }] of files.entries()) {
    throwIfStopped(work);
    const temporary = await fetchObject(work, sha256, 'incoming-upload');
    const stem = name.slice(0, name.length - extname(name).length).replace(/[^\p{L}\p{N}._-]+/gu, '-');
    const plain = `${stem || 'picture'}-${index + 1}${extname(name).toLowerCase()}`;
    await rename(temporary, join(work.dir, 'uploaded', 'images', plain));
  }
  return join(work.dir, 'uploaded');
}

async function readLabelled(folder: string, provenance: Provenance): Promise<Labelled[]> {
  const dataset = await openYoloDataset(folder);
  const labelsOf = new Map(
    dataset.splitNames.flatMap((name) =>
      dataset.split(name).pictures.map((picture) => [picture.name, picture.labels] as const),
    ),
  );
  return provenance.pictures.map((origin) => ({
    origin,
    labels: origin.annotation === 'none' ? undefined : (labelsOf.get(origin.name) ?? []),
  }));
}

function countClasses(labels: readonly YoloLabel[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { classIndex } of labels) counts[classIndex] = (counts[classIndex] ?? 0) + 1;
  return counts;
}

/**
 * Splits for labelled pictures that came without one: their group's, if the data set knows the group, else a planned
 * one. Unlabelled pictures get none: they become training pictures when they have been reviewed.
 */
export function chooseSplits(
  pictures: readonly Labelled[],
  known: ReadonlyMap<string, Split>,
): (Split | null)[] {
  const splits = pictures.map(({ origin }) => origin.split ?? known.get(origin.group) ?? null);
  const open = [...pictures.keys()].filter((at) => splits[at] === null && pictures[at]!.labels !== undefined);
  // Fewer cannot be divided in three.
  if (open.length < 3 || new Set(open.map((at) => pictures[at]!.origin.group)).size < 3) {
    for (const at of open) splits[at] = 'train';
    return splits;
  }
  const planned = planSplit(
    open.map((at) => ({
      group: pictures[at]!.origin.group,
      counts: countClasses(pictures[at]!.labels ?? []),
    })),
    { ratios: STUDY_RATIOS, seed: SPLIT_SEED },
  );
  open.forEach((at, index) => (splits[at] = planned[index]!));
  return splits;
}

async function storePictures(
  work: Work,
  pictures: readonly Labelled[],
): Promise<{ added: number; known: number }> {
  const datasetId = work.run.datasetId!;
  const splits = chooseSplits(pictures, await readGroupSplits(work, datasetId));
  const total = { added: 0, known: 0 };
  for (let start = 0; start < pictures.length; start += PICTURES_AT_ONCE) {
    throwIfStopped(work);
    const incoming: IncomingPicture[] = [];
    for (const [offset, { origin, labels }] of pictures.slice(start, start + PICTURES_AT_ONCE).entries()) {
      const { name, originalPath, group, width, height } = origin;
      const stored = await work.objects.put(createReadStream(join(work.dir, IMPORTED, name)));
      incoming.push({
        ...stored,
        ...{ name: originalPath, width, height, group, source: 'upload' },
        split: splits[start + offset]!,
        labels: labels?.map(({ classIndex, cx, cy, w, h }) => ({
          className: CLASS_NAMES[classIndex]!,
          ...{ cx, cy, w, h },
        })),
      });
    }
    const { added, known } = await addPictures(work, datasetId, incoming);
    total.added += added;
    total.known += known;
  }
  return total;
}

/** Pictures as a person uploaded them into the data set, with a report of what was found. */
export async function runImportJob(work: Work): Promise<unknown> {
  const input = ImportUploadInput.omit({ datasetId: true }).parse(work.run.settings);
  const upload = await inStage(work, 'fetch', () => fetchUpload(work, input));
  throwIfStopped(work);
  const out = join(work.dir, IMPORTED);
  // Single photographs carry no labels; an archive says by itself which form it has.
  const form = isArchiveName(input.files[0]!.name) ? {} : { form: 'pictures' as const };
  const provenance = await inStage(work, 'read', () =>
    importPictures(upload, { out, map: input.classMap, ...form }),
  );
  throwIfStopped(work);
  const pictures = await readLabelled(out, provenance);
  const stored = await inStage(work, 'store', () => storePictures(work, pictures));
  throwIfStopped(work);
  const report = await inStage(work, 'check', () => writeCheck(work, out));
  const { source, quarantine, notes, classMap } = provenance;
  return {
    form: source.form,
    isRoboflow: source.isRoboflow,
    pictures: pictures.length,
    labelled: pictures.filter(({ labels }) => labels !== undefined).length,
    ...stored,
    classMap,
    notes,
    refused: quarantine.length,
    refusals: quarantine
      .slice(0, LISTED_REFUSALS)
      .map(({ originalPath, reason }) => ({ originalPath, reason })),
    report,
  };
}

/** The check of what was imported, as a page; @returns its name among the run's files */
async function writeCheck(work: Work, folder: string): Promise<string> {
  await checkSource(folder, { out: join(work.dir, CHECK) });
  for (const name of ['report.json', 'report.html'])
    await putArtefact(work, `${CHECK}/${name}`, join(work.dir, CHECK, name));
  return `${CHECK}/report.html`;
}
