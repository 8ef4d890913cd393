import { FullModelManifest } from '@natiu/contracts';
import type {
  ModelAlias,
  ModelComparison,
  ModelComparisonRow,
  ModelVersionDetail,
  ModelVersionRow,
} from '@natiu/contracts';
import { desc, eq, modelComparison, or, sql } from '@natiu/db';
import type { Querier, SQL } from '@natiu/db';
import { InputError, NotFoundError } from '@natiu/errors';
import { judgePromotion } from './judge-promotion.ts';

type Ctx = { db: Querier };
type Row = {
  id: string;
  name: string;
  version: number;
  manifestText: string;
  keyId: string;
  runId: string | null;
  registeredBy: string | null;
  registeredMs: number;
  aliases: ModelAlias[];
  trapsUsing: number;
};

/** As it was signed. */
export function parseStoredManifest(text: string): FullModelManifest {
  const parsed = FullModelManifest.safeParse(JSON.parse(text));
  if (!parsed.success) throw new InputError('A manifest in the registry is not readable by this version.');
  return parsed.data;
}

function toRow({ manifestText, registeredMs, ...row }: Row): ModelVersionRow {
  const manifest = parseStoredManifest(manifestText);
  return {
    ...row,
    sha256: manifest.sha256,
    dataKind: manifest.data.kind,
    dataVersion: manifest.data.version,
    architecture: manifest.architecture,
    imageSize: manifest.imageSize,
    bytes: manifest.bytes,
    map50: manifest.metrics.map50,
    map50To95: manifest.metrics.map50To95,
    perClass: manifest.metrics.perClass,
    parity: manifest.parity,
    registeredAt: new Date(registeredMs).toISOString(),
  };
}

async function selectVersions(db: Querier, where: SQL): Promise<ModelVersionRow[]> {
  const rows = await db.execute(sql`
    select v.id, v.name, v.version, v.manifest_text as "manifestText", v.key_id as "keyId", v.run_id as "runId",
      coalesce(u.name, v.registered_by) as "registeredBy",
      (extract(epoch from v.registered_at) * 1000)::float8 as "registeredMs",
      coalesce((select jsonb_agg(a.alias order by a.alias) from model_alias a where a.version_id = v.id), '[]') as aliases,
      (select count(*) from trap_status t where t.model_sha256 = v.model_sha256)::int as "trapsUsing"
    from model_version v left join "user" u on u.id = v.registered_by
    where ${where} order by v.registered_at desc, v.version desc`);
  return (rows as unknown as Row[]).map(toRow);
}

/** Newest first. */
export function listModelVersions(
  { db }: Ctx,
  input: { name?: string | undefined } = {},
): Promise<ModelVersionRow[]> {
  return selectVersions(db, input.name === undefined ? sql`true` : sql`v.name = ${input.name}`);
}

export async function readModelVersion({ db }: Ctx, versionId: string): Promise<ModelVersionRow> {
  const [row] = await selectVersions(db, sql`v.id = ${versionId}`);
  if (!row) throw new NotFoundError('There is no such model in the registry.');
  return row;
}

async function readComparisons(db: Querier, versionId: string): Promise<ModelComparisonRow[]> {
  const rows = await db
    .select()
    .from(modelComparison)
    .where(
      or(eq(modelComparison.candidateVersionId, versionId), eq(modelComparison.championVersionId, versionId)),
    )
    .orderBy(desc(modelComparison.at));
  return rows.map(({ id, championVersionId, candidateVersionId, result, at }) => ({
    ...(result as ModelComparison),
    ...{ id, championVersionId, candidateVersionId },
    at: at.toISOString(),
  }));
}

async function readHistory(db: Querier, name: string): Promise<ModelVersionDetail['history']> {
  const rows = (await db.execute(sql`
    select p.alias, v.version, coalesce(u.name, p.by_user) as by, p.note,
      (extract(epoch from p.at) * 1000)::float8 as "atMs"
    from model_promotion p join model_version v on v.id = p.version_id left join "user" u on u.id = p.by_user
    where p.name = ${name} order by p.id desc limit 100`)) as unknown as (Omit<
    ModelVersionDetail['history'][number],
    'at'
  > & { atMs: number })[];
  return rows.map(({ atMs, ...row }) => ({ ...row, at: new Date(atMs).toISOString() }));
}

/** One version with its comparisons, what may be done with it, and the history of its name's aliases. */
export async function getModelVersion({ db }: Ctx, versionId: string): Promise<ModelVersionDetail> {
  const row = await readModelVersion({ db }, versionId);
  const comparisons = await readComparisons(db, versionId);
  const siblings = await listModelVersions({ db }, { name: row.name });
  const champion = siblings.find(({ aliases }) => aliases.includes('champion'));
  const promotion = judgePromotion({
    parityPassed: row.parity.passed,
    isCandidate: row.aliases.includes('candidate'),
    isChampion: row.aliases.includes('champion'),
    champion: champion
      ? {
          label: `${champion.name} v${champion.version}`,
          isCompared: comparisons.some(
            (one) => one.championVersionId === champion.id && one.candidateVersionId === versionId,
          ),
        }
      : null,
  });
  return { ...row, promotion, comparisons, history: await readHistory(db, row.name) };
}
