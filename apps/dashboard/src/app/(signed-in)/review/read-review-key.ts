import { CLASS_NAMES } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';

export type ReviewKey =
  | { kind: 'accept' | 'reject' | 'undo' | 'draw' | 'next' | 'previous' | 'save' | 'cancel' | 'whole' }
  | { kind: 'class'; className: ClassName }
  | { kind: 'nudge' | 'resize'; x: number; y: number };

const PLAIN: Record<
  string,
  ReviewKey['kind'] &
    ('accept' | 'reject' | 'undo' | 'draw' | 'next' | 'previous' | 'save' | 'cancel' | 'whole')
> = {
  a: 'accept',
  x: 'reject',
  z: 'undo',
  d: 'draw',
  j: 'next',
  k: 'previous',
  v: 'whole',
  Enter: 'save',
  Escape: 'cancel',
};

const ARROWS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key means during review; undefined for all others. Arrows count in steps. */
export function readReviewKey(press: Press): ReviewKey | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  const arrow = ARROWS[press.key];
  if (arrow) return { kind: press.shiftKey ? 'resize' : 'nudge', x: arrow[0], y: arrow[1] };
  const className = /^[1-5]$/.test(press.key) ? CLASS_NAMES[Number(press.key) - 1] : undefined;
  if (className) return { kind: 'class', className };
  const kind = PLAIN[press.key.length === 1 ? press.key.toLowerCase() : press.key];
  return kind && { kind };
}
