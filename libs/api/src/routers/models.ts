import {
  CompareModelsInput,
  ListModelVersionsInput,
  ModelVersionIdInput,
  PromoteModelInput,
} from '@natiu/contracts';
import {
  getModelVersion,
  launchComparison,
  listModelVersions,
  promoteToCandidate,
  promoteToChampion,
} from '@natiu/services';
import { createRouter, roleProcedure } from '../trpc.ts';

const researcher = roleProcedure('researcher');

export const modelsRouter = createRouter({
  list: researcher
    .input(ListModelVersionsInput.default({}))
    .query(({ ctx, input }) => listModelVersions(ctx, input)),
  get: researcher.input(ModelVersionIdInput).query(({ ctx, input }) => getModelVersion(ctx, input.versionId)),
  promoteToCandidate: researcher
    .input(PromoteModelInput)
    .mutation(({ ctx, input }) => promoteToCandidate(ctx, input)),
  promoteToChampion: researcher
    .input(PromoteModelInput)
    .mutation(({ ctx, input }) => promoteToChampion(ctx, input)),
  compare: researcher.input(CompareModelsInput).mutation(({ ctx, input }) => launchComparison(ctx, input)),
});
