import { ModelManifest } from '@natiu/contracts';
import type { DataKind, ModelRow } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';

type Row = {
  sha256: string;
  name: string | null;
  manifest: unknown;
  seenMs: number;
  trapsUsing: number;
};

/** A manifest that does not parse is treated like a missing one: the model shows as unregistered. */
export function describeModel(row: Row): ModelRow {
  const parsed = ModelManifest.safeParse(row.manifest);
  const manifest = parsed.success ? parsed.data : undefined;
  const dataKind: DataKind = manifest?.data.kind ?? 'unregistered';
  return {
    sha256: row.sha256,
    name: row.name,
    dataKind,
    architecture: manifest?.architecture ?? null,
    imageSize: manifest?.imageSize ?? null,
    map50: manifest?.metrics.map50 ?? null,
    map50To95: manifest?.metrics.map50To95 ?? null,
    registeredAt: new Date(row.seenMs).toISOString(),
    trapsUsing: row.trapsUsing,
  };
}

/** Every model that was registered or that a trap has mentioned, newest first. */
export async function selectModels(db: Db): Promise<ModelRow[]> {
  const rows = await db.execute(sql`
    select trim(model.sha256) as sha256, model.name, model.manifest,
      (extract(epoch from coalesce(model.registered_at, model.first_seen_at)) * 1000)::float8 as "seenMs",
      (select count(*) from trap_status where trap_status.model_sha256 = model.sha256)::int as "trapsUsing"
    from model order by coalesce(model.registered_at, model.first_seen_at) desc`);
  return (rows as unknown as Row[]).map(describeModel);
}
