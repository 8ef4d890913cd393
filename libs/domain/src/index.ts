export {
  CLASS_NAMES,
  SEX_CLASSES,
  UNSEXED_CLASSES,
  addCounts,
  emptyCounts,
  femaleShare,
  totalCount,
  isClassName,
} from './classes.ts';
export type { ClassCounts, ClassName } from './classes.ts';
