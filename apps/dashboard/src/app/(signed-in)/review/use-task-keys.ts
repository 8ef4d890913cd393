'use client';
import { useEffect, useRef } from 'react';
import { belongsElsewhere } from '../../../shell/read-keys.ts';
import { readReviewKey } from './read-review-key.ts';
import type { ReviewKey } from './read-review-key.ts';

/** Hands every key of the review to `act`, unless a field or a dialog has it. */
export function useTaskKeys(act: (key: ReviewKey) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (belongsElsewhere(event)) return;
      const key = readReviewKey(event);
      if (!key) return;
      // A button that has the focus keeps its Enter.
      if (
        key.kind === 'save' &&
        event.target instanceof HTMLElement &&
        event.target.closest('button, a, summary')
      )
        return;
      event.preventDefault();
      latest.current(key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
