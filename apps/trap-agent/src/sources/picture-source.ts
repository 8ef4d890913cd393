/** One picture that waits to be counted. */
export interface SourcePicture {
  /** Path below the source's folder: what a person sees, and half of the picture's identity. */
  readonly name: string;
  readonly file: string;
  /** Which round of a looping replay; 0 otherwise. */
  readonly pass: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export type SourceStep =
  | { readonly kind: 'picture'; readonly picture: SourcePicture }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The source itself is out of order: the trap is not observing. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly ms: number }
  | { readonly kind: 'finished' };

export interface PictureSource {
  /** What to do next. A picture is offered until the agent has stored that it is done. */
  next(): Promise<SourceStep>;
}

/** What a source asks the durable store. */
export interface ProcessedPictures {
  isDone(picture: Pick<SourcePicture, 'pass' | 'name' | 'sizeBytes' | 'modifiedMs'>): boolean;
  readonly pass: number;
  beginPass(pass: number): void;
}
