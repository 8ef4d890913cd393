/** Why a running trap does not observe as it should. */
export type Condition =
  'source-unavailable' | 'source-finished' | 'detector-failing' | 'storage-failing' | 'clock-unset';

export interface Conditions {
  /** Returns whether this changed anything, so that an event is made once and not at every look. */
  set(condition: Condition, present: boolean): boolean;
  readonly isDegraded: boolean;
  readonly present: readonly Condition[];
}

export function createConditions(): Conditions {
  const present = new Set<Condition>();
  return {
    set(condition, on) {
      if (present.has(condition) === on) return false;
      if (on) present.add(condition);
      else present.delete(condition);
      return true;
    },
    get isDegraded() {
      return present.size > 0;
    },
    get present() {
      return [...present];
    },
  };
}
