import { TrapId } from '@natiu/contracts';
import { sql, trap, type Db, type InferSelectModel } from '@natiu/db';
import { InputError } from '@natiu/errors';

export type Trap = InferSelectModel<typeof trap>;

/** Makes the trap known, so that its messages are committed. Again with the same id changes only the label. */
export async function registerTrap({ db }: { db: Db }, input: { id: string; label?: string }): Promise<Trap> {
  const id = TrapId.safeParse(input.id);
  if (!id.success) throw new InputError(`"${input.id}": ${id.error.issues[0]!.message}`);
  const [row] = await db
    .insert(trap)
    .values({ id: id.data, label: input.label })
    .onConflictDoUpdate({ target: trap.id, set: { label: sql`coalesce(excluded.label, ${trap.label})` } })
    .returning();
  return row!;
}
