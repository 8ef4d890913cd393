import type { ReviewEventRow, ReviewHistoryInput, ReviewProgress, ReviewScope } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';

type Ctx = { db: Db };

/** How far the review of a data set is. */
export async function readReviewProgress({ db }: Ctx, { datasetId }: ReviewScope): Promise<ReviewProgress> {
  const [row] = (await db.execute(sql`
    select
      count(*) filter (where origin = 'model' and not known_truth)::int as total,
      count(*) filter (where origin = 'model' and not known_truth and state <> 'proposed')::int as decided,
      count(*) filter (where not known_truth and state = 'proposed')::int as remaining,
      count(*) filter (where origin = 'model' and not known_truth and state = 'accepted')::int as accepted,
      count(*) filter (where origin = 'model' and not known_truth and state = 'rejected')::int as rejected,
      count(*) filter (where origin = 'model' and not known_truth and state = 'accepted' and exists (
        select 1 from review_event e where e.box_id = b.id and e.action in ('class', 'move')
          and not exists (select 1 from review_event u where u.undoes = e.id)))::int as corrected,
      count(*) filter (where origin = 'person' and state = 'accepted')::int as drawn,
      count(*) filter (where known_truth)::int as controls
    from label_box b join picture p on p.id = b.picture_id
    where p.dataset_id = ${datasetId}`)) as unknown as [ReviewProgress];
  return row;
}

type Row = Omit<ReviewEventRow, 'at'> & { atMs: number };

/** Who decided what and when, newest first. */
export async function readReviewHistory({ db }: Ctx, input: ReviewHistoryInput): Promise<ReviewEventRow[]> {
  const { datasetId, limit, before } = input;
  const rows = (await db.execute(sql`
    select e.id::float8 as id, (extract(epoch from e.at) * 1000)::float8 as "atMs", e.user_id as "userId",
      coalesce(u.name, e.user_id) as "userName", e.action, e.picture_id as "pictureId", e.box_id as "boxId",
      e.before, e.after, exists (select 1 from review_event x where x.undoes = e.id) as undone
    from review_event e left join "user" u on u.id = e.user_id
    where e.dataset_id = ${datasetId} and ${before === undefined ? sql`true` : sql`e.id < ${before}`}
    order by e.id desc limit ${limit}`)) as unknown as Row[];
  return rows.map(({ atMs, ...row }) => ({ ...row, at: new Date(atMs).toISOString() }));
}
