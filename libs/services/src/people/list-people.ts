import type { PersonRow } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { parseRoles } from '@natiu/domain';

type Row = {
  id: string;
  name: string;
  email: string;
  role: string | null;
  createdMs: number;
  lastSignInMs: number | null;
};

/** Everybody who may sign in, with when they last did. */
export async function listPeople({ db }: { db: Db }): Promise<PersonRow[]> {
  const rows = (await db.execute(sql`
    select u.id, u.name, u.email, u.role,
      (extract(epoch from u.created_at) * 1000)::float8 as "createdMs",
      (extract(epoch from max(s.created_at)) * 1000)::float8 as "lastSignInMs"
    from "user" u left join session s on s.user_id = u.id
    group by u.id order by u.email`)) as unknown as Row[];
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    roles: parseRoles(row.role),
    createdAt: new Date(row.createdMs).toISOString(),
    lastSignInAt: row.lastSignInMs === null ? null : new Date(row.lastSignInMs).toISOString(),
  }));
}
