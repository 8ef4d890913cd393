export { areaXyxy, xywhToXyxy, xyxyToXywh } from './box-format.ts';
export type { BoxXywh, BoxXyxy } from './box-format.ts';
export { iouMatrixXyxy, iouXyxy } from './iou.ts';
export { boxXyxyToLetterbox, boxXyxyToOriginal, planLetterbox } from './letterbox-map.ts';
export type { LetterboxMap, Size } from './letterbox-map.ts';
export { suppressNonMaximum } from './nms.ts';
export type { NmsInput, NmsOptions } from './nms.ts';
