import { ModelManifest } from '@natiu/contracts';
import { model, sql, type InferSelectModel, type Querier } from '@natiu/db';
import { InputError } from '@natiu/errors';

export type RegisteredModel = InferSelectModel<typeof model>;

/** Gives the hash its name and manifest, also when traps have already counted with it. */
export async function registerModel({ db }: { db: Querier }, manifest: unknown): Promise<RegisteredModel> {
  const parsed = ModelManifest.safeParse(manifest);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((i) => `${i.path.join('.') || 'manifest'}: ${i.message}`);
    throw new InputError(`The model's manifest is not usable: ${reasons.join('; ')}`);
  }
  const { sha256, name } = parsed.data;
  const [row] = await db
    .insert(model)
    .values({ sha256, name, manifest: parsed.data, registeredAt: sql`now()` })
    .onConflictDoUpdate({
      target: model.sha256,
      set: { name, manifest: parsed.data, registeredAt: sql`coalesce(${model.registeredAt}, now())` },
    })
    .returning();
  return row!;
}
