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
export { TRAP_ONLINE_WITHIN_MS, VIEW_STALE_AFTER_MS, judgeTrapState } from './freshness.ts';
export type { TrapState } from './freshness.ts';
export { judgeObservation, trapNights } from './observation.ts';
export type { ObservationState } from './observation.ts';
export { ROLES, isRole, mayActAs, parseRoles } from './roles.ts';
export type { Role } from './roles.ts';
export { WEEK_SYSTEMS, findWeek } from './weeks.ts';
export type { Week, WeekSystem } from './weeks.ts';
