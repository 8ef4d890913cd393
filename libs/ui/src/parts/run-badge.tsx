import type { ReactNode } from 'react';

export type RunBadgeState = 'queued' | 'running' | 'interrupted' | 'succeeded' | 'failed' | 'cancelled';

const SHAPES: Record<RunBadgeState, ReactNode> = {
  queued: <circle cx="6" cy="6" r="4.5" fill="none" stroke="var(--muted)" strokeWidth="2" />,
  running: <path d="M2.5 1 10.5 6 2.5 11z" fill="var(--accent)" />,
  interrupted: (
    <path d="M2.5 1.5h2.4v9H2.5zM7 1.5h2.4v9H7z" fill="var(--attention)" stroke="var(--attention-edge)" />
  ),
  succeeded: <path d="M1 6.5 4.5 10 11 2.5" fill="none" stroke="var(--good)" strokeWidth="2.2" />,
  failed: <path d="M2 2l8 8M10 2l-8 8" stroke="var(--bad)" strokeWidth="2.4" />,
  cancelled: <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="var(--muted)" strokeWidth="2" />,
};

/** A state of a run as word, shape and colour together. */
export function RunBadge({ state, word }: { state: RunBadgeState; word: string }) {
  return (
    <span className="status-badge" data-state={state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {SHAPES[state]}
      </svg>
      {word}
    </span>
  );
}
