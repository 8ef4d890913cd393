import type { ModelRow } from '@natiu/contracts';
import type { Db } from '@natiu/db';
import { selectModels } from './select-models.ts';

export function listModels({ db }: { db: Db }): Promise<ModelRow[]> {
  return selectModels(db);
}
