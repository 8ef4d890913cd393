export { decodePicture, MAX_PIXELS } from './decode.ts';
export { encodePicture } from './encode.ts';
export type { EncodeOptions } from './encode.ts';
export { comparePictureNames, isPictureName, listPictures, PICTURE_EXTENSIONS } from './list.ts';
export { CLASS_COLOURS, OTHER_COLOUR, colourForLabel, drawDetections } from './draw.ts';
export type { DrawnBox } from './draw.ts';
export { contactSheet } from './contact-sheet.ts';
// Whoever works on pictures needs these beside decoding; the detector owns them because a trap resizes too.
export { LETTERBOX_FILL, letterboxPicture, resizeBilinear } from '@natiu/detector';
export type { Letterboxed, RgbPicture } from '@natiu/detector';
export { rasteriseSvg } from './rasterise-svg.ts';
export type { RgbaPicture } from './rasterise-svg.ts';
export { readPictureInfo } from './picture-info.ts';
export type { PictureInfo } from './picture-info.ts';
export { hashPixels } from './pixel-hash.ts';
export { blurPicture, shrinkPicture, shrinkToGrey } from './resample.ts';
