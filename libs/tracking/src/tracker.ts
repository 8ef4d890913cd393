import { CLASS_NAMES } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { matchTracks } from './match-tracks.ts';
import type { BoxXyxy } from './match-tracks.ts';

/** What a detector saw in one capture; the box in pixels of the capture. */
export interface SeenInsect {
  readonly boxXyxy: BoxXyxy;
  readonly score: number;
  readonly classIndex: number;
}

/** One individual insect. It is counted once, in the capture in which it is born. */
export interface Occurrence {
  readonly trackId: number;
  readonly className: ClassName;
  readonly firstSeenAtMs: number;
}

export interface Track {
  readonly trackId: number;
  readonly boxXyxy: BoxXyxy;
  /** Sum of scores per class, in the project's order of classes. */
  readonly classScores: readonly number[];
  readonly seen: number;
  readonly missed: number;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
}

export interface TrackerSettings {
  /** Least IoU at which two boxes are the same insect. */
  readonly iouMatch: number;
  /** Reach of the second look, in mean box diagonals; below 0.5 two insects side by side stay two. */
  readonly centreGate: number;
  /** A track that is not seen in more captures than this in a row has left. */
  readonly maxMissedCaptures: number;
  /** An insect is counted when it was seen in this many captures; the vote for its class runs until then. */
  readonly confirmAfterCaptures: number;
  /** Captures that do not show the same scene: every detection is an individual of its own. */
  readonly independentCaptures: boolean;
}

export interface TrackerUpdate {
  readonly born: Occurrence[];
  readonly tracks: readonly Track[];
}

/** Plain data: may be stored, and continues after a restart exactly where it was taken. */
export interface TrackerSnapshot {
  readonly nextTrackId: number;
  readonly tracks: readonly Track[];
}

export interface Tracker {
  update(seen: readonly SeenInsect[], capturedAtMs: number): TrackerUpdate;
  snapshot(): TrackerSnapshot;
}

const DEFAULTS: TrackerSettings = {
  iouMatch: 0.3,
  centreGate: 0.35,
  maxMissedCaptures: 2,
  confirmAfterCaptures: 1,
  independentCaptures: false,
};

/**
 * Joins detections over captures into occurrences: greedy by overlap, then by nearness of centres. The class of an
 * occurrence is the one with the greatest sum of scores over the captures until it is counted.
 * @throws InputError when a setting is out of range
 */
export function createTracker(options: Partial<TrackerSettings> = {}, from?: TrackerSnapshot): Tracker {
  const settings = { ...DEFAULTS, ...options };
  assertSettings(settings);
  let nextTrackId = from?.nextTrackId ?? 1;
  let tracks: Track[] = [...(from?.tracks ?? [])];

  const update = (seen: readonly SeenInsect[], capturedAtMs: number): TrackerUpdate => {
    const known = settings.independentCaptures ? [] : tracks;
    const matched = matchTracks(
      known.map((track) => track.boxXyxy),
      seen.map((insect) => insect.boxXyxy),
      settings,
    );
    const current = seen.map((insect, index) => {
      const previous = known[matched[index]!];
      return previous
        ? continueTrack(previous, insect, capturedAtMs)
        : startTrack(nextTrackId++, insect, capturedAtMs);
    });
    const continued = new Set(matched);
    const waiting = known
      .filter((_, index) => !continued.has(index))
      .map((track) => ({ ...track, missed: track.missed + 1 }))
      .filter((track) => track.missed <= settings.maxMissedCaptures);
    const needed = settings.independentCaptures ? 1 : settings.confirmAfterCaptures;
    const born = current.filter((track) => track.seen === needed).map(toOccurrence);
    tracks = settings.independentCaptures ? [] : [...waiting, ...current];
    return { born, tracks: current };
  };

  return { update, snapshot: () => ({ nextTrackId, tracks }) };
}

function assertSettings(settings: TrackerSettings): void {
  const { iouMatch, centreGate, maxMissedCaptures, confirmAfterCaptures } = settings;
  if (!(iouMatch >= 0 && iouMatch <= 1)) throw new InputError(`iouMatch must be 0..1, not ${iouMatch}.`);
  if (!(centreGate >= 0)) throw new InputError(`centreGate must be 0 or more, not ${centreGate}.`);
  if (!Number.isInteger(maxMissedCaptures) || maxMissedCaptures < 0) {
    throw new InputError(`maxMissedCaptures must be a whole number of 0 or more, not ${maxMissedCaptures}.`);
  }
  if (!Number.isInteger(confirmAfterCaptures) || confirmAfterCaptures < 1) {
    throw new InputError(
      `confirmAfterCaptures must be a whole number of 1 or more, not ${confirmAfterCaptures}.`,
    );
  }
}

function startTrack(trackId: number, insect: SeenInsect, atMs: number): Track {
  const classScores = CLASS_NAMES.map((_, index) => (index === insect.classIndex ? insect.score : 0));
  const { boxXyxy } = insect;
  return { trackId, boxXyxy, classScores, seen: 1, missed: 0, firstSeenAtMs: atMs, lastSeenAtMs: atMs };
}

function continueTrack(track: Track, insect: SeenInsect, atMs: number): Track {
  const classScores = track.classScores.map((sum, i) => (i === insect.classIndex ? sum + insect.score : sum));
  return {
    ...track,
    boxXyxy: insect.boxXyxy,
    classScores,
    seen: track.seen + 1,
    missed: 0,
    lastSeenAtMs: atMs,
  };
}

function toOccurrence(track: Track): Occurrence {
  const best = track.classScores.indexOf(Math.max(...track.classScores));
  return { trackId: track.trackId, className: CLASS_NAMES[best]!, firstSeenAtMs: track.firstSeenAtMs };
}
