import type { ReviewAgreement, ReviewScope, ReviewerAgreement } from '@natiu/contracts';
import { iouXyxy, xywhToXyxy } from '@natiu/box-ops';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import type { BoxSnapshot } from './change-box.ts';

/** A moved control still counts as agreed while it covers the insect. */
const SAME_PLACE_IOU = 0.5;
/** Of the normal distribution, for 95 %. */
const Z = 1.96;

export interface ControlAnswer {
  boxId: string;
  userId: string;
  name: string;
  truthClass: string | null;
  /** The control as it is shown. */
  shown: Pick<BoxSnapshot, 'cx' | 'cy' | 'w' | 'h'>;
  after: BoxSnapshot;
}

/** Whether the answer on a known box is the known one. */
export function agreesWithTruth({ truthClass, shown, after }: ControlAnswer): boolean {
  if (truthClass === null) return after.state === 'rejected';
  const corners = ({ cx, cy, w, h }: ControlAnswer['shown']) => xywhToXyxy([cx, cy, w, h]);
  return (
    after.state === 'accepted' &&
    after.className === truthClass &&
    iouXyxy(corners(shown), corners(after)) >= SAME_PLACE_IOU
  );
}

/** 95 % Wilson score interval of a share; honest for few answers too. */
export function wilsonInterval(agreed: number, known: number): { low: number; high: number } {
  const share = agreed / known;
  const centre = share + Z ** 2 / (2 * known);
  const spread = Z * Math.sqrt((share * (1 - share)) / known + Z ** 2 / (4 * known ** 2));
  const scale = 1 + Z ** 2 / known;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** Of boxes that several people answered: on how many all said the same. */
export function measureUnanimity(answers: readonly ControlAnswer[]): { shared: number; unanimous: number } {
  const byBox = Map.groupBy(answers, ({ boxId }) => boxId);
  const said = ({ after }: ControlAnswer) => (after.state === 'rejected' ? 'rejected' : after.className);
  const shared = [...byBox.values()].filter((group) => group.length > 1);
  const unanimous = shared.filter((group) => new Set(group.map(said)).size === 1);
  return { shared: shared.length, unanimous: unanimous.length };
}

type Decisions = { userId: string; name: string; decisions: number };

/** The last standing answer of each person on each control. */
async function readAnswers(db: Db, datasetId: string): Promise<ControlAnswer[]> {
  const rows = await db.execute(sql`
    select distinct on (e.box_id, e.user_id) e.box_id as "boxId", e.user_id as "userId",
      coalesce(u.name, e.user_id) as name, b.truth_class as "truthClass", e.after,
      jsonb_build_object('cx', b.cx, 'cy', b.cy, 'w', b.w, 'h', b.h) as shown
    from review_event e join label_box b on b.id = e.box_id left join "user" u on u.id = e.user_id
    where e.dataset_id = ${datasetId} and b.known_truth and e.action <> 'undo'
      and not exists (select 1 from review_event x where x.undoes = e.id)
    order by e.box_id, e.user_id, e.id desc`);
  return rows as unknown as ControlAnswer[];
}

/** How far the reviewers can be trusted, measured on the known boxes mixed in. */
export async function readAgreement(
  { db }: { db: Db },
  { datasetId }: ReviewScope,
): Promise<ReviewAgreement> {
  const answers = await readAnswers(db, datasetId);
  const people = (await db.execute(sql`
    select e.user_id as "userId", coalesce(u.name, e.user_id) as name, count(*)::int as decisions
    from review_event e left join "user" u on u.id = e.user_id
    where e.dataset_id = ${datasetId} and e.action <> 'undo'
      and not exists (select 1 from review_event x where x.undoes = e.id)
    group by 1, 2 order by 3 desc`)) as unknown as Decisions[];
  const reviewers = people.map((person): ReviewerAgreement => {
    const own = answers.filter(({ userId }) => userId === person.userId);
    const agreed = own.filter(agreesWithTruth).length;
    const known = own.length;
    const interval = known === 0 ? { low: null, high: null } : wilsonInterval(agreed, known);
    return { ...person, known, agreed, rate: known === 0 ? null : agreed / known, ...interval };
  });
  return { reviewers, ...measureUnanimity(answers) };
}
