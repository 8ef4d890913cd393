/** How the student's class scores are drawn to the teacher's. */
export interface ResponseSettings {
  /** Weight of the part in the sum of losses; 0 leaves it out. */
  readonly gain: number;
  /** Divides logits of both before they are compared: above 1, small scores count more. */
  readonly temperature: number;
  /** Only anchors where the teacher's best class score reaches this take part. */
  readonly threshold: number;
}

/** How the feature maps before the head are compared. */
export type FeatureKind = 'none' | 'channel-wise' | 'projected';

export interface FeatureSettings {
  readonly kind: FeatureKind;
  readonly gain: number;
  /** Used by `channel-wise` only. */
  readonly temperature: number;
}

export interface DistillationSettings {
  readonly classes: ResponseSettings;
  readonly boxes: ResponseSettings;
  readonly features: FeatureSettings;
}

/** Whether the teacher's feature maps are needed. */
export function usesFeatures({ features }: DistillationSettings): boolean {
  return features.kind !== 'none' && features.gain > 0;
}
