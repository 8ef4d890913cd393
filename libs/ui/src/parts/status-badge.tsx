import type { TrapState } from '@natiu/domain';

const SHAPES = {
  online: <circle cx="6" cy="6" r="5" fill="var(--good)" />,
  silent: <path d="M6 1 11.5 11H.5Z" fill="var(--attention)" stroke="var(--attention-edge)" />,
  never: <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="var(--muted)" strokeWidth="2" />,
} as const;

/** A state as word, shape and colour together. */
export function StatusBadge({ state, word }: { state: TrapState; word: string }) {
  return (
    <span className="status-badge" data-state={state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {SHAPES[state]}
      </svg>
      {word}
    </span>
  );
}
