import { sql } from '@natiu/db';
import type { Querier } from '@natiu/db';

/** Proposals that nobody has decided; controls are not counted. */
export async function countRemaining(db: Querier, datasetId: string): Promise<number> {
  const [row] = (await db.execute(sql`
    select count(*)::int as remaining from label_box b join picture p on p.id = b.picture_id
    where p.dataset_id = ${datasetId} and b.state = 'proposed' and not b.known_truth`)) as unknown as [
    { remaining: number },
  ];
  return row.remaining;
}
