import { describe, expect, it } from 'vitest';
import { readKey } from './read-keys.ts';
import { SECTIONS } from './sections.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('readKey', () => {
  it('goes to each section by its own letter after g', () => {
    expect(readKey(press('g'), false)).toEqual({ kind: 'wait' });
    for (const section of SECTIONS) {
      expect(readKey(press(section.key), true)).toEqual({ kind: 'go', section });
      expect(readKey(press(section.key), false).kind).toBe('none');
    }
    expect(new Set(SECTIONS.map(({ key }) => key)).size).toBe(SECTIONS.length);
  });
  it('opens the help by ? on any keyboard, also after g', () => {
    expect(readKey(press('?'), false)).toEqual({ kind: 'help' });
    expect(readKey(press('?'), true)).toEqual({ kind: 'help' });
  });
  it("leaves the browser's own shortcuts alone", () => {
    expect(readKey(press('g', { ctrlKey: true }), false)).toEqual({ kind: 'none' });
    expect(readKey(press('f', { metaKey: true }), true)).toEqual({ kind: 'none' });
  });
});
