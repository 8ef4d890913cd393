import type { Db } from '@natiu/db';

/** For use cases whose author is kept. */
export type ActorContext = { db: Db; user: { id: string } };
