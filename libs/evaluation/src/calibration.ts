import { InputError } from '@natiu/errors';
import type { MatchedDetections } from './matching.ts';

export interface CalibrationOptions {
  /** Equal steps of confidence from 0 to 1; default 10. */
  readonly bins?: number;
  /** Detections below this confidence are left out: there are thousands, and no one reports them. Default 0.05. */
  readonly floor?: number;
  /** Only detections of this class. */
  readonly classIndex?: number;
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly detections: number;
  /** 0..1; both are null in an empty bin. */
  readonly meanConfidence: number | null;
  /** Share of these detections that are right at IoU 0.50. */
  readonly precision: number | null;
}

export interface CalibrationReport {
  readonly floor: number;
  readonly detections: number;
  /** Mean over detections of |precision - mean confidence| of their bin, 0..1; null without detections. */
  readonly expectedCalibrationError: number | null;
  readonly bins: readonly CalibrationBin[];
}

/**
 * Does a confidence of 0.7 mean that seven in ten are right? Reliability by bins of confidence, and the expected
 * calibration error (Naeini et al., 2015) over detections.
 * @param matched one class per box, as a trap reports them
 */
export function measureCalibration(
  matched: MatchedDetections,
  options: CalibrationOptions = {},
): CalibrationReport {
  const { bins: count = 10, floor = 0.05, classIndex } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new InputError(`Calibration needs at least one bin, got ${count}.`);
  const sums = Array.from({ length: count }, () => ({ detections: 0, confidence: 0, right: 0 }));
  matched.scores.forEach((score, i) => {
    if (score < floor || (classIndex !== undefined && matched.classes[i] !== classIndex)) return;
    const bin = sums[Math.min(count - 1, Math.floor(score * count))];
    bin.detections += 1;
    bin.confidence += score;
    bin.right += matched.correct[0][i];
  });
  const detections = sums.reduce((sum, bin) => sum + bin.detections, 0);
  const gap = sums.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0);
  return {
    floor,
    detections,
    expectedCalibrationError: detections === 0 ? null : gap / detections,
    bins: sums.map((bin, i) => ({
      from: i / count,
      to: (i + 1) / count,
      detections: bin.detections,
      meanConfidence: bin.detections === 0 ? null : bin.confidence / bin.detections,
      precision: bin.detections === 0 ? null : bin.right / bin.detections,
    })),
  };
}
