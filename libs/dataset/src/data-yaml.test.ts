import { describe, expect, it } from 'vitest';
import { parseDataYaml } from './data-yaml.ts';

const parse = (text: string): ReturnType<typeof parseDataYaml> => parseDataYaml(text, 'data.yaml');

describe('parseDataYaml', () => {
  it('reads names as a flow list, a block list, a flow map and a block map alike', () => {
    const expected = ['Female', 'Out of Focus'];
    for (const names of [
      'names: [Female, Out of Focus]',
      `names: ["Female", 'Out of Focus']`,
      'names:\n- Female\n- Out of Focus',
      'names:\n  - Female # sexed\n  - "Out of Focus"',
      'names: {0: Female, 1: Out of Focus}',
      'names:\n  1: Out of Focus\n  0: Female',
      'names: [Female,\n  Out of Focus]',
    ])
      expect(parse(`train: a\n${names}\n`).names, names).toEqual(expected);
  });

  it('reads paths, lists of paths, comments, CRLF, and skips what training does not need', () => {
    const text = [
      '\uFEFF# a comment',
      'path: ../set  # root',
      'train: [a/images, b/images]',
      'val: valid/images',
      'test: # none',
      'nc: 1',
      'names: [Male]',
      'roboflow:',
      '  license: CC BY 4.0',
      '  url: https://example.org/#x',
      'download: |',
      '  import os',
    ].join('\r\n');
    expect(parse(text)).toEqual({
      path: '../set',
      train: ['a/images', 'b/images'],
      valid: ['valid/images'],
      test: [],
      names: ['Male'],
    });
  });

  it('names the line of what it does not understand', () => {
    const cases: [string, string][] = [
      ['names: [A]\nwhat is this', 'data.yaml:2: expected "key: value"'],
      ['names: [A, B', 'data.yaml:1: "]" is missing'],
      ['names:\n  - A\n  B', 'data.yaml:3: expected a list entry'],
      ['names:\n  0: A\n  0: B', 'data.yaml:3: 0 appears twice'],
      ['names: [A]\nnames: [B]', 'data.yaml:2: names appears twice'],
      ['names: ["A]', 'data.yaml:1: closing " is missing'],
      ['train: &anchor x\nnames: [A]', 'data.yaml:1: this kind of YAML is not supported'],
      ['train: x\n  more: y\nnames: [A]', 'data.yaml:2: unexpected indented line'],
    ];
    for (const [text, message] of cases) expect(() => parse(text), text).toThrow(message);
  });

  it('refuses class lists that contradict themselves', () => {
    expect(() => parse('train: a')).toThrow('data.yaml: names is missing');
    expect(() => parse('nc: 3\nnames: [A, B]')).toThrow('nc is 3, but names lists 2');
    expect(() => parse('names: {0: A, 2: B}')).toThrow('class 1 is missing');
    expect(() => parse('names: {x: A}')).toThrow('"x" is not a class number');
  });
});
