export type { ActorContext } from './context.ts';
export { cancelRun } from './cancel-run.ts';
export { estimateRun, planTraining } from './estimate-run.ts';
export type { PlannedStage } from './estimate-run.ts';
export { TEACHER_ARTEFACT, launchComparison, launchRun } from './launch-run.ts';
export { openArtefact } from './open-artefact.ts';
export type { OpenedFile } from './open-artefact.ts';
export { getRun, listRuns, readRunLog } from './read-runs.ts';
export { openRunsFeed } from './runs-feed.ts';
export { HEARTBEAT_MS, SILENT_AFTER_MS, releaseSilentRuns, takeRun } from './take-run.ts';
export type { ClaimedRun, RunClaim } from './take-run.ts';
export {
  RunLostError,
  addRunMetric,
  appendRunLog,
  dropRunArtefacts,
  endRun,
  giveRunBack,
  listRunArtefacts,
  noteStageSeconds,
  saveRunArtefact,
  sendHeartbeat,
  setRunProgress,
} from './work-on-run.ts';
export type { RunEnd } from './work-on-run.ts';
