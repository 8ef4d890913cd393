import type { CreateControlsInput } from '@natiu/contracts';
import { insertRows, labelBox, sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { CLASS_NAMES, isClassName } from '@natiu/domain';
import { InputError } from '@natiu/errors';

type Known = {
  id: string;
  pictureId: string;
  className: string;
  cx: number;
  cy: number;
  w: number;
  h: number;
};

/** Of three controls one is shown with a wrong class: who accepts everything is found out. */
const WRONG_EVERY = 3;

function wrongClassFor(className: string): string {
  const index = isClassName(className) ? CLASS_NAMES.indexOf(className) : 0;
  // Female and Male are what a mistake costs most between.
  if (className === 'Female') return 'Male';
  if (className === 'Male') return 'Female';
  return CLASS_NAMES[(index + 1) % CLASS_NAMES.length]!;
}

export function makeControl(known: Known, index: number) {
  const { id, className, ...place } = known;
  const isWrong = index % WRONG_EVERY === WRONG_EVERY - 1;
  return {
    ...place,
    className: isWrong ? wrongClassFor(className) : className,
    truthClass: className,
    controlOf: id,
    knownTruth: true,
    confidence: 0.5,
    origin: 'model' as const,
    state: 'proposed' as const,
  };
}

/** Makes known boxes for reviewers out of boxes that are certain: imported ones, and those that people drew. */
export async function createControls(
  { db }: { db: Db },
  { datasetId, count, seed }: CreateControlsInput,
): Promise<{ created: number }> {
  const known = (await db.execute(sql`
    select b.id, b.picture_id as "pictureId", b.class_name as "className", b.cx, b.cy, b.w, b.h
    from label_box b join picture p on p.id = b.picture_id
    where p.dataset_id = ${datasetId} and b.state = 'accepted' and b.origin in ('import', 'person')
      and not b.known_truth
      and not exists (select 1 from label_box c where c.control_of = b.id)
    order by md5(b.id::text || ${String(seed)}) limit ${count}`)) as unknown as Known[];
  if (known.length === 0)
    throw new InputError('This data set has no certain boxes left to test reviewers with.');
  await db.execute(insertRows(labelBox, known.map(makeControl)));
  return { created: known.length };
}
