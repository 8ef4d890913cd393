import type { DatasetCounts } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Querier } from '@natiu/db';
import { CLASS_NAMES } from '@natiu/domain';

export function emptyDatasetCounts(): DatasetCounts {
  return {
    pictures: 0,
    bySplit: { train: 0, valid: 0, test: 0, none: 0 },
    boxes: Object.fromEntries(CLASS_NAMES.map((name) => [name, 0])),
    proposed: 0,
  };
}

/** Counts as a version stored them. */
export function countsOf(stored: unknown): DatasetCounts {
  return { ...emptyDatasetCounts(), ...(stored as Partial<DatasetCounts>) };
}

type PictureRow = { datasetId: string; split: keyof DatasetCounts['bySplit']; pictures: number };
type BoxRow = { datasetId: string; className: string; accepted: number; proposed: number };

/** Of all data sets as they are now, by id. */
export async function countDatasets(db: Querier): Promise<Map<string, DatasetCounts>> {
  const pictures = (await db.execute(sql`
    select dataset_id as "datasetId", coalesce(split, 'none') as split, count(*)::int as pictures
    from picture group by 1, 2`)) as unknown as PictureRow[];
  const boxes = (await db.execute(sql`
    select p.dataset_id as "datasetId", b.class_name as "className",
      count(*) filter (where b.state = 'accepted')::int as accepted,
      count(*) filter (where b.state = 'proposed')::int as proposed
    from label_box b join picture p on p.id = b.picture_id
    where not b.known_truth group by 1, 2`)) as unknown as BoxRow[];
  const all = new Map<string, DatasetCounts>();
  const countsFor = (id: string) => {
    const counts = all.get(id) ?? emptyDatasetCounts();
    all.set(id, counts);
    return counts;
  };
  for (const row of pictures) {
    const counts = countsFor(row.datasetId);
    counts.pictures += row.pictures;
    counts.bySplit[row.split] += row.pictures;
  }
  for (const row of boxes) {
    const counts = countsFor(row.datasetId);
    counts.boxes[row.className] = (counts.boxes[row.className] ?? 0) + row.accepted;
    counts.proposed += row.proposed;
  }
  return all;
}
