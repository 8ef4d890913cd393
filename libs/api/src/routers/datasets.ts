import {
  BrowsePicturesInput,
  CreateDatasetInput,
  DatasetIdInput,
  FreezeVersionInput,
  ImportUploadInput,
  ProposeInput,
} from '@natiu/contracts';
import {
  browsePictures,
  createDataset,
  freezeVersion,
  getDataset,
  importUpload,
  listDatasets,
  listFilterOptions,
  proposeBoxes,
} from '@natiu/services';
import { createRouter, roleProcedure } from '../trpc.ts';

const researcher = roleProcedure('researcher');

export const datasetsRouter = createRouter({
  list: researcher.query(({ ctx }) => listDatasets(ctx)),
  get: researcher.input(DatasetIdInput).query(({ ctx, input }) => getDataset(ctx, input.datasetId)),
  create: researcher.input(CreateDatasetInput).mutation(({ ctx, input }) => createDataset(ctx, input)),
  import: researcher.input(ImportUploadInput).mutation(({ ctx, input }) => importUpload(ctx, input)),
  browse: researcher.input(BrowsePicturesInput).query(({ ctx, input }) => browsePictures(ctx, input)),
  filterOptions: researcher
    .input(DatasetIdInput)
    .query(({ ctx, input }) => listFilterOptions(ctx, input.datasetId)),
  freeze: researcher.input(FreezeVersionInput).mutation(({ ctx, input }) => freezeVersion(ctx, input)),
  propose: researcher.input(ProposeInput).mutation(({ ctx, input }) => proposeBoxes(ctx, input)),
});
