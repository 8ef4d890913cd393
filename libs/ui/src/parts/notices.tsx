import type { ReactNode } from 'react';

/** What to do when there is nothing to show yet. */
export function EmptyState(props: { title: string; text: string; command?: string; action?: ReactNode }) {
  return (
    <section className="empty-state">
      <svg width="72" height="56" viewBox="0 0 72 56" aria-hidden="true" fill="none" stroke="currentColor">
        <ellipse cx="36" cy="12" rx="22" ry="7" strokeWidth="2" />
        <path d="M14 12 31 34v14h10V34L58 12" strokeWidth="2" strokeLinejoin="round" />
        <path d="M31 52h10" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.command && <code>{props.command}</code>}
      {props.action}
    </section>
  );
}

/** What happened, what to try, and the code that finds it in the log. */
export function ErrorNotice(props: { title: string; text: string; reference?: string; action?: ReactNode }) {
  return (
    <section className="error-notice" role="alert">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.reference && <p className="muted">{props.reference}</p>}
      {props.action}
    </section>
  );
}

export function Banner({ kind, children }: { kind: 'note' | 'attention'; children: ReactNode }) {
  return (
    <p className="banner" data-kind={kind} role={kind === 'attention' ? 'status' : undefined}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        {kind === 'attention' ? (
          <path d="M8 1.5 15 14H1Z" fill="var(--attention)" stroke="var(--attention-edge)" />
        ) : (
          <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        )}
        <path
          d="M8 6.2v4M8 11.8v.6"
          stroke={kind === 'attention' ? '#000' : 'currentColor'}
          strokeWidth="1.6"
        />
      </svg>
      <span>{children}</span>
    </p>
  );
}

/** The shape of what comes. `label` is for those who hear the page. */
export function Skeleton({ label, blocks }: { label: string; blocks: readonly number[] }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {blocks.map((height, index) => (
        <div key={index} style={{ height }} />
      ))}
    </div>
  );
}

export function LiveDot({ live, children }: { live: boolean; children: ReactNode }) {
  return (
    <span className="live-dot" data-live={live} role="status" aria-live="off">
      <span aria-hidden="true" />
      {children}
    </span>
  );
}
