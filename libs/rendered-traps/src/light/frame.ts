/** A picture in the making: colours 0..1 (may leave that range until the camera develops it). */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Float32Array;
}

/** One value per pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly values: Float32Array;
}

export function createFrame(width: number, height: number): Frame {
  return { width, height, rgb: new Float32Array(width * height * 3) };
}

export function createPlane(width: number, height: number): Plane {
  return { width, height, values: new Float32Array(width * height) };
}
