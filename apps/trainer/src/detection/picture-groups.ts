import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import type { YoloPicture } from '@natiu/dataset';
import { InputError } from '@natiu/errors';
import { z } from 'zod';

/** Which pictures belong together, and when they were taken. */
export interface PictureGroups {
  /** `site`, `trap` or `group` as the data set says; `folder`; `name`, a pattern on file names; `none`. */
  readonly by: 'site' | 'trap' | 'group' | 'folder' | 'name' | 'none';
  /** [pictures]; undefined when nothing tells pictures apart. */
  readonly groups?: readonly string[];
  /** [pictures] site and hour, such as `roof 2026-11-23T04`; undefined unless every picture says when it was taken. */
  readonly hours?: readonly string[];
}

/** What files beside data.yaml say of a picture; data sets from elsewhere have none of them. */
const PictureRecord = z.looseObject({
  name: z.string().optional(),
  /** A frozen version lists the variants of one source picture together. */
  names: z.array(z.string()).optional(),
  site: z.string().optional(),
  trap: z.string().optional(),
  group: z.string().optional(),
  capturedAtUtc: z.string().optional(),
});
type PictureRecord = z.infer<typeof PictureRecord>;
const RecordFile = z.looseObject({ pictures: z.array(PictureRecord) });

const RECORD_FILES = ['version.json', 'provenance.json'];

async function readRecords(dir: string): Promise<Map<string, PictureRecord>> {
  for (const name of RECORD_FILES) {
    const text = await readFile(join(dir, name), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const parsed = RecordFile.safeParse(tryJson(text));
    if (!parsed.success) continue;
    return new Map(
      parsed.data.pictures.flatMap((record) =>
        (record.names ?? [record.name ?? '']).map((picture) => [picture, record]),
      ),
    );
  }
  return new Map();
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `2026-11-23T04-15-00Z`, `20261123_0415` and the like, as date and hour. */
export function hourInName(name: string): string | undefined {
  const found = /(20\d\d)-?([01]\d)-?([0-3]\d)[T_ -]([0-2]\d)[-:h]?[0-5]\d/.exec(name);
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}` : undefined;
}

function groupByPattern(pictures: readonly YoloPicture[], pattern: string): string[] {
  const expression = compile(pattern);
  return pictures.map(({ name }) => {
    const group = expression.exec(name)?.[1];
    if (group !== undefined) return group;
    throw new InputError(
      `--group-by ${pattern} does not match "${name}"; its first bracket must catch the group of every picture, ` +
        'such as "images/(.+)_[0-9]+".',
    );
  });
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    throw new InputError(`--group-by ${pattern} is not a regular expression.`, { cause });
  }
}

/** Only a split into several groups of which one has several pictures says anything. */
function tellsApart(groups: readonly string[]): boolean {
  const different = new Set(groups).size;
  return different > 1 && different < groups.length;
}

/**
 * Groups of the pictures: what `groupBy` catches, else the site, trap or source group in the data set's own records,
 * else their folders.
 * @param groupBy regular expression on the picture's name; its first bracket is the group
 * @throws InputError when the expression is wrong or misses a picture
 */
export async function groupPictures(
  dir: string,
  pictures: readonly YoloPicture[],
  groupBy?: string,
): Promise<PictureGroups> {
  const records = await readRecords(dir);
  const recordOf = (picture: YoloPicture) => records.get(picture.name);
  const chosen = chooseGroups(pictures, recordOf, groupBy);
  const hours = pictures.map((picture) => {
    const record = recordOf(picture);
    const hour = hourInName(record?.capturedAtUtc ?? picture.name);
    return hour === undefined ? undefined : `${record?.site ?? record?.trap ?? ''} ${hour}`.trim();
  });
  return { ...chosen, ...(hours.every((hour) => hour !== undefined) ? { hours } : {}) };
}

function chooseGroups(
  pictures: readonly YoloPicture[],
  recordOf: (picture: YoloPicture) => PictureRecord | undefined,
  groupBy: string | undefined,
): Pick<PictureGroups, 'by' | 'groups'> {
  if (groupBy !== undefined) return { by: 'name', groups: groupByPattern(pictures, groupBy) };
  for (const by of ['site', 'trap', 'group'] as const) {
    const groups = pictures.map((picture) => recordOf(picture)?.[by] ?? '');
    if (tellsApart(groups)) return { by, groups };
  }
  const folders = pictures.map(({ name }) => dirname(name));
  return tellsApart(folders) ? { by: 'folder', groups: folders } : { by: 'none' };
}

/**
 * Only the pictures of one group.
 * @throws InputError when there is no such group, naming some that exist
 */
export function selectGroup(
  pictures: readonly YoloPicture[],
  groups: PictureGroups,
  wanted: string | undefined,
): { readonly pictures: readonly YoloPicture[]; readonly groups: PictureGroups } {
  if (wanted === undefined) return { pictures, groups };
  const kept = pictures.filter((_, i) => groups.groups?.[i] === wanted);
  if (kept.length > 0) {
    const hours = groups.hours?.filter((_, i) => groups.groups?.[i] === wanted);
    return { pictures: kept, groups: { by: 'none', ...(hours ? { hours } : {}) } };
  }
  const known = [...new Set(groups.groups ?? [])].slice(0, 10);
  throw new InputError(
    known.length === 0
      ? '--group: nothing tells these pictures apart; say what does with --group-by.'
      : `--group ${wanted}: there is no such group; there are ${known.join(', ')}.`,
  );
}
