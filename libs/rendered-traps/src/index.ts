export { renderTrapPicture } from './render-picture.ts';
export type {
  RenderedLabel,
  RenderedPicture,
  RenderedScene,
  RenderRequest,
  RenderResult,
} from './render-picture.ts';
export { renderSeries, renderTrapStream } from './render-stream.ts';
export type { RenderedFrame, SeriesOptions, TrapStreamOptions } from './render-stream.ts';
export { renderDataset, renderFlatFolder } from './render-dataset.ts';
export type { RenderDatasetOptions, RenderFolderOptions, RenderSummary } from './render-dataset.ts';
export { DEFAULT_SCENE } from './scene/scene-options.ts';
export type { SceneOptions } from './scene/scene-options.ts';
export { FLOOR_KINDS } from './scene/trap-look.ts';
export type { FloorKind, TrapLook } from './scene/trap-look.ts';
