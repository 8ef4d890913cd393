import { listModels, listTraps } from '@natiu/services';
import { createRouter, roleProcedure } from '../trpc.ts';

export const fleetRouter = createRouter({
  traps: roleProcedure('viewer').query(({ ctx }) => listTraps(ctx)),
  models: roleProcedure('researcher').query(({ ctx }) => listModels(ctx)),
});
