import { openDatabase } from '@natiu/db';
import { registerModel, registerSite, registerTrap, startDeployment } from '@natiu/services';
import type { DemoModel } from './find-model.ts';
import type { DemoTrap } from './sites.ts';

/** Sites, traps, deployments and the model, each unless it is there. */
export async function registerFleet(
  databaseUrl: string,
  traps: readonly DemoTrap[],
  model: DemoModel | undefined,
): Promise<void> {
  const database = openDatabase(databaseUrl, { max: 2 });
  try {
    const { db } = database;
    if (model) await registerModel({ db }, model.manifest);
    const startedAt = new Date();
    for (const trap of traps) {
      const site = await registerSite({ db }, trap.site);
      await registerTrap({ db }, { id: trap.id, label: trap.label });
      await startDeployment({ db }, { trapId: trap.id, siteId: site.id, startedAt });
    }
  } finally {
    await database.close();
  }
}
