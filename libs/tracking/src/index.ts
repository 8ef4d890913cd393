export { createTracker } from './tracker.ts';
export type {
  Occurrence,
  SeenInsect,
  Track,
  Tracker,
  TrackerSettings,
  TrackerSnapshot,
  TrackerUpdate,
} from './tracker.ts';
export { matchTracks } from './match-tracks.ts';
