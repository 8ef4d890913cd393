import { listPeople } from '@natiu/services';
import { createRouter, roleProcedure } from '../trpc.ts';

export const peopleRouter = createRouter({
  list: roleProcedure('admin').query(({ ctx }) => listPeople(ctx)),
});
