import { SECTIONS } from './sections.ts';
import type { Section } from './sections.ts';

/** After `g`, the next key within this time names a section. */
export const CHORD_MS = 1_500;

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

export type KeyAnswer =
  | { kind: 'none' }
  /** `g` was pressed: the next key says where to. */
  | { kind: 'wait' }
  | { kind: 'help' }
  | { kind: 'go'; section: Section };

/** What a key means when nobody is writing. `afterG`: the key before it was `g`, a moment ago. */
export function readKey(press: KeyPress, afterG: boolean): KeyAnswer {
  if (press.ctrlKey || press.metaKey || press.altKey) return { kind: 'none' };
  if (press.key === '?') return { kind: 'help' };
  if (afterG) {
    const section = SECTIONS.find(({ key }) => key === press.key.toLowerCase());
    return section ? { kind: 'go', section } : { kind: 'none' };
  }
  return press.key === 'g' ? { kind: 'wait' } : { kind: 'none' };
}

/** Whether keys belong to a field, or to a dialog that is open above the page. */
export function belongsElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, select, textarea, dialog[open]') !== null;
}
