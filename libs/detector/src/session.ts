/** What a detector needs of an inference engine; `onnx-runtime` implements it, tests may too. */
export interface InferenceSession {
  /** Shape the model takes, `[batch, 3, height, width]`. */
  readonly inputShape: readonly [number, number, number, number];
  /** Metadata written by `trainer export`: classes, image size, run, data version. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * @param images RGB / 255, NCHW, float32, of `inputShape`
   * @returns predictions `[batch, 4 + classes, anchors]`: cx, cy, w, h in input pixels, then class scores 0..1
   */
  run(images: Float32Array): Promise<{ data: Float32Array; shape: readonly number[] }>;
  release(): Promise<void>;
}
