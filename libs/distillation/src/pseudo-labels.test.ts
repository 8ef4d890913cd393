import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { choosePseudoLabels } from './pseudo-labels.ts';
import type { KnownBox, PseudoLabelRule } from './pseudo-labels.ts';

const insect = (left: number, classIndex: number, score: number) => ({
  boxXyxy: [left, 10, left + 20, 30] as const,
  classIndex,
  score,
});
const label = (left: number, classIndex: number, confirmed: boolean): KnownBox => ({
  boxXyxy: [left, 10, left + 20, 30],
  classIndex,
  confirmed,
});
const rule: PseudoLabelRule = { thresholds: [0.4, 0.4, 0.4], weighting: 'hard' };

describe('choosePseudoLabels', () => {
  it('takes the predictions that reach the threshold, and counts them per class', () => {
    const found = [insect(0, 0, 0.4), insect(50, 1, 0.39), insect(90, 1, 0.9)];
    const [picture] = choosePseudoLabels([found], undefined, rule);
    expect(picture.boxes.map((box) => [box.classIndex, box.confidence, box.weight, box.source])).toEqual([
      [0, 0.4, 1, 'teacher'],
      [1, 0.9, 1, 'teacher'],
    ]);
    expect(picture.confident).toEqual([1, 1, 0]);
  });

  it('never overrules a confirmed box: neither its class nor its place, however sure the teacher is', () => {
    const known = [label(0, 0, true)];
    // IoU with the label: 16 / 24 and 10 / 30.
    const found = [insect(4, 1, 0.99), insect(10, 2, 0.8)];
    const [picture] = choosePseudoLabels([found], [known], rule);
    expect(picture.boxes).toEqual([
      { boxXyxy: known[0].boxXyxy, classIndex: 0, source: 'person', confirmed: true, weight: 1 },
      expect.objectContaining({ classIndex: 2, source: 'teacher', confirmed: false }),
    ]);
    expect(picture.confident).toEqual([0, 1, 1]);
  });

  it('keeps confirmed boxes that the teacher does not see, and lets unconfirmed ones give way', () => {
    const known = [label(0, 0, true), label(60, 1, false)];
    const [picture] = choosePseudoLabels([[insect(61, 2, 0.7)]], [known], rule);
    expect(picture.boxes.map((box) => [box.classIndex, box.source])).toEqual([
      [0, 'person'],
      [2, 'teacher'],
    ]);
  });

  it('gives soft boxes their confidence as weight, and a person full weight', () => {
    const soft: PseudoLabelRule = { ...rule, weighting: 'soft' };
    const [picture] = choosePseudoLabels([[insect(60, 2, 0.7)]], [[label(0, 0, true)]], soft);
    expect(picture.boxes.map((box) => box.weight)).toEqual([1, 0.7]);
  });

  it('takes nothing of a class whose threshold is null', () => {
    const perClass: PseudoLabelRule = { ...rule, thresholds: [0.4, null, 0.8] };
    const found = [insect(0, 1, 1), insect(50, 2, 0.79), insect(90, 2, 0.81)];
    const [picture] = choosePseudoLabels([found], undefined, perClass);
    expect(picture.boxes.map((box) => box.confidence)).toEqual([0.81]);
  });

  it('refuses lists that do not belong together and classes without a threshold', () => {
    expect(() => choosePseudoLabels([[]], [[], []], rule)).toThrow(InputError);
    expect(() => choosePseudoLabels([[insect(0, 3, 0.9)]], undefined, rule)).toThrow(
      /Class 3 has no threshold/,
    );
  });
});
