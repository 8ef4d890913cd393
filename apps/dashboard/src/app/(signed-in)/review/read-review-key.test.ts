import { CLASS_NAMES } from '@natiu/domain';
import { describe, expect, it } from 'vitest';
import { readReviewKey } from './read-review-key.ts';

const read = (key: string, held: { shiftKey?: boolean; ctrlKey?: boolean } = {}) =>
  readReviewKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('readReviewKey', () => {
  it('numbers the classes in the order that they have everywhere', () => {
    const classes = ['1', '2', '3', '4', '5'].map((key) => read(key));
    expect(classes).toEqual(CLASS_NAMES.map((className) => ({ kind: 'class', className })));
    expect(read('6')).toBeUndefined();
    expect(read('0')).toBeUndefined();
  });
  it('moves with arrows and resizes with Shift', () => {
    expect(read('ArrowLeft')).toEqual({ kind: 'nudge', x: -1, y: 0 });
    expect(read('ArrowDown', { shiftKey: true })).toEqual({ kind: 'resize', x: 0, y: 1 });
  });
  it('hears letters with the caps lock on, and leaves Ctrl+A and Ctrl+Z to the browser', () => {
    expect(read('A')).toEqual({ kind: 'accept' });
    expect(read('a', { ctrlKey: true })).toBeUndefined();
    expect(read('z', { ctrlKey: true })).toBeUndefined();
  });
});
