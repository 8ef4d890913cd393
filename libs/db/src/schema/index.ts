export { deployment, model, site, trap } from './field.ts';
export {
  committedWatermark,
  count,
  deviceEvent,
  deviceMessage,
  heartbeat,
  quarantine,
  trapStatus,
} from './device.ts';
export { countDaily, countHourly } from './aggregate.ts';
export { account, session, user, verification } from './auth.ts';
export { dataset, datasetVersion, datasetVersionPicture, labelBox, picture, reviewEvent } from './picture.ts';
export {
  modelAlias,
  modelComparison,
  modelPromotion,
  modelVersion,
  run,
  runArtefact,
  runLog,
  runMetric,
} from './run.ts';
