import { posix } from 'node:path';
import { InputError } from '@natiu/errors';
import { stemOf } from './file-tree.ts';

const ROBOFLOW_STEM = /^(.+)\.rf\.[0-9A-Za-z_-]{6,}$/;

/** `trap7_jpg.rf.0f3c....jpg` is a variant of `trap7_jpg`; `undefined` for names of another kind. */
export function roboflowOriginal(path: string): string | undefined {
  return ROBOFLOW_STEM.exec(stemOf(path))?.[1];
}

export type GroupRule = (path: string) => string;

/**
 * Pictures with the same group are taken to show the same source and never come into different splits.
 * @param groupBy absent: variants of one Roboflow original, else every picture by itself; `folder`: pictures of one
 *   folder; else a regular expression on the path, whose first bracket is the group, such as `([^/]+)_\d+\.jpg$`
 * @throws InputError when the expression is wrong; the rule throws for a path that it does not match
 */
export function createGroupRule(groupBy?: string): GroupRule {
  if (groupBy === undefined) return (path) => roboflowOriginal(path) ?? path;
  if (groupBy === 'folder') return (path) => posix.dirname(path);
  const pattern = compilePattern(groupBy);
  return (path) => {
    const group = pattern.exec(path)?.[1];
    if (group === undefined)
      throw new InputError(
        `--group-by ${groupBy}: does not match "${path}"; the first bracket must catch the group of every picture`,
      );
    return group;
  };
}

function compilePattern(text: string): RegExp {
  try {
    const pattern = new RegExp(text);
    if (new RegExp(`${text}|`).exec('')?.length === 1)
      throw new InputError(
        `--group-by ${text}: needs a bracket that catches the group, such as "([^/]+)_\\d+"`,
      );
    return pattern;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`--group-by ${text}: not a regular expression (${(cause as Error).message})`, {
      cause,
    });
  }
}
