import { createHash } from 'node:crypto';
import type { BoxRow, BrowsePicturesInput, PicturePage } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db, SQL } from '@natiu/db';
import { InputError } from '@natiu/errors';
import { readBoxes, readPictures, toBoxRow } from './box-rows.ts';
import type { FrozenLabel } from './compare-versions.ts';
import { boxConditions, concernsBoxes, pictureConditions } from './filters.ts';

type Ctx = { db: Db };
type Hit = { id: string; atMs: number };

function readCursor(cursor: string | undefined): SQL {
  if (cursor === undefined) return sql`true`;
  const [ms, id] = cursor.split('_');
  if (!/^\d+(\.\d+)?$/.test(ms ?? '') || !/^[0-9a-f-]{36}$/.test(id ?? ''))
    throw new InputError('The page asked for is not one that was offered.');
  return sql`(extract(epoch from p.created_at) * 1000, p.id) < (${ms}::numeric, ${id}::uuid)`;
}

/** A frozen version's label has no id; a screen needs one that stays the same. */
function frozenBoxRow(pictureId: string, label: FrozenLabel, index: number): BoxRow {
  const [className, cx, cy, w, h] = label;
  const digest = createHash('sha256').update(`${pictureId} ${index}`).digest('hex');
  return {
    id: digest.slice(0, 32),
    className,
    cx,
    cy,
    w,
    h,
    confidence: null,
    origin: 'import',
    state: 'accepted',
    revision: 0,
    decidedBy: null,
    decidedAt: null,
  };
}

function versionConditions(input: BrowsePicturesInput): SQL {
  const { filter, versionId } = input;
  const ofClass = filter.className
    ? sql`and exists (select 1 from jsonb_array_elements(f.labels) l where l->>0 = ${filter.className})`
    : sql``;
  return sql`exists (select 1 from dataset_version_picture f
    where f.version_id = ${versionId} and f.picture_id = p.id ${ofClass})`;
}

function currentConditions({ filter }: BrowsePicturesInput): SQL {
  if (!concernsBoxes(filter)) return sql`true`;
  return sql`exists (select 1 from label_box b
    where b.picture_id = p.id and not b.known_truth and ${boxConditions(filter)})`;
}

async function readFrozenBoxes(
  db: Db,
  versionId: string,
  hits: readonly Hit[],
): Promise<Map<string, BoxRow[]>> {
  if (hits.length === 0) return new Map();
  const ids = `{${hits.map(({ id }) => id).join(',')}}`;
  const rows = (await db.execute(sql`
    select picture_id as id, labels from dataset_version_picture
    where version_id = ${versionId} and picture_id = any(${ids}::uuid[])`)) as unknown as {
    id: string;
    labels: FrozenLabel[];
  }[];
  return new Map(rows.map(({ id, labels }) => [id, labels.map((label, i) => frozenBoxRow(id, label, i))]));
}

/** Pictures with their boxes, newest first, a page at a time. */
export async function browsePictures({ db }: Ctx, input: BrowsePicturesInput): Promise<PicturePage> {
  const { datasetId, versionId, filter, limit } = input;
  const where = sql`p.dataset_id = ${datasetId} and ${pictureConditions(filter)}
    and ${versionId ? versionConditions(input) : currentConditions(input)}`;
  const hits = (await db.execute(sql`
    select p.id, (extract(epoch from p.created_at) * 1000)::text as "atMs" from picture p
    where ${where} and ${readCursor(input.cursor)}
    order by p.created_at desc, p.id desc limit ${limit + 1}`)) as unknown as Hit[];
  const [counted] = (await db.execute(
    sql`select count(*)::int as total from picture p where ${where}`,
  )) as unknown as [{ total: number }];
  const page = hits.slice(0, limit);
  const pictures = await readPictures(
    db,
    page.map(({ id }) => id),
  );
  const boxes = versionId
    ? await readFrozenBoxes(db, versionId, page)
    : new Map(
        [
          ...(await readBoxes(
            db,
            page.map(({ id }) => id),
          )),
        ].map(([id, rows]) => [id, rows.map(toBoxRow)]),
      );
  const last = page.at(-1);
  return {
    pictures: pictures.map((one) => ({ ...one, boxes: boxes.get(one.id) ?? [] })),
    total: counted.total,
    nextCursor: hits.length > limit && last ? `${last.atMs}_${last.id}` : null,
  };
}

/** What the filters may offer. */
export async function listFilterOptions(
  { db }: Ctx,
  datasetId: string,
): Promise<{ sites: { id: string; name: string }[]; traps: string[] }> {
  const sites = await db.execute(sql`
    select distinct s.id, s.name from picture p join site s on s.id = p.site_id
    where p.dataset_id = ${datasetId} order by s.name`);
  const traps = await db.execute(sql`
    select distinct trap_id as id from picture
    where dataset_id = ${datasetId} and trap_id is not null order by trap_id`);
  return {
    sites: sites as unknown as { id: string; name: string }[],
    traps: (traps as unknown as { id: string }[]).map(({ id }) => id),
  };
}
