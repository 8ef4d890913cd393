import type { Detection } from '@natiu/detector';
import { CLASS_NAMES, emptyCounts } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';

export function countDetections(detections: readonly Pick<Detection, 'classIndex'>[]): ClassCounts {
  const counts = emptyCounts();
  for (const { classIndex } of detections) counts[CLASS_NAMES[classIndex]!] += 1;
  return counts;
}
