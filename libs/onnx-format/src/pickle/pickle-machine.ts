import { InputError } from '@natiu/errors';
import type { ByteCursor } from './byte-cursor.ts';
import { PickledGlobal, PickledObject } from './pickle-values.ts';

/** What the reader of a file format adds to plain pickles. */
export interface PickleHooks {
  /**
   * The value of a call that is known and harmless; undefined leaves an inert `PickledObject`. It must only build data.
   */
  build(callee: PickledGlobal, args: readonly unknown[]): unknown;
  /** The object that the file keeps outside of the pickle under this id. */
  resolve(id: unknown): unknown;
}

/** The state of reading a pickle: no recursion, so nesting costs no call stack. */
export interface PickleMachine {
  readonly cursor: ByteCursor;
  readonly hooks: PickleHooks;
  readonly stack: unknown[];
  /** Heights of the stack at open marks. */
  readonly marks: number[];
  readonly memo: Map<number, unknown>;
}

/**
 * Naming one of these has no place in a file of weights. Nothing would run anyway; refusing tells the reader that
 * somebody tried.
 */
const HOSTILE_MODULES = new Set(
  'os posix nt subprocess pty sys shutil socket ctypes importlib runpy code codeop commands webbrowser multiprocessing'.split(
    ' ',
  ),
);
const HOSTILE_BUILTINS = new Set('eval exec execfile compile open __import__ input breakpoint'.split(' '));
const BUILTIN_MODULES = new Set(['builtins', '__builtin__', '__builtins__']);

/** @throws InputError when the pickle asks for something that only an attack would ask for */
export function nameGlobal(module: string, name: string): PickledGlobal {
  const hostile =
    HOSTILE_MODULES.has(module.split('.')[0]) || (BUILTIN_MODULES.has(module) && HOSTILE_BUILTINS.has(name));
  if (hostile)
    throw new InputError(
      `the pickle asks to call ${module}.${name}, which weights never need: the file is hostile. Nothing of it was run`,
    );
  return new PickledGlobal(module, name);
}

export function damaged(machine: PickleMachine, problem: string): InputError {
  return new InputError(`the pickle is damaged: ${problem} at byte ${machine.cursor.position()}`);
}

export function push(machine: PickleMachine, value: unknown): void {
  machine.stack.push(value);
}

export function pop(machine: PickleMachine): unknown {
  requireValues(machine, 1);
  return machine.stack.pop();
}

export function top(machine: PickleMachine): unknown {
  requireValues(machine, 1);
  return machine.stack.at(-1);
}

/** Values may not be taken from below an open mark. */
function requireValues(machine: PickleMachine, count: number): void {
  if (machine.stack.length - (machine.marks.at(-1) ?? 0) < count)
    throw damaged(machine, 'a value is missing');
}

export function popCount(machine: PickleMachine, count: number): unknown[] {
  requireValues(machine, count);
  return machine.stack.splice(machine.stack.length - count, count);
}

export function popToMark(machine: PickleMachine): unknown[] {
  const mark = machine.marks.pop();
  if (mark === undefined) throw damaged(machine, 'a mark is missing');
  return machine.stack.splice(mark);
}

export function remember(machine: PickleMachine, key: number): void {
  machine.memo.set(key, top(machine));
}

export function recall(machine: PickleMachine, key: number): void {
  if (!machine.memo.has(key)) throw damaged(machine, `memo ${key} is empty`);
  push(machine, machine.memo.get(key));
}

/** A call or an instantiation: known data by the hooks, an inert object otherwise. */
export function instantiate(machine: PickleMachine, callee: unknown, args: unknown): unknown {
  if (!Array.isArray(args)) throw damaged(machine, 'arguments are no tuple');
  if (callee instanceof PickledGlobal)
    return machine.hooks.build(callee, args) ?? new PickledObject(callee, args);
  if (callee instanceof PickledObject) return new PickledObject(callee.callee, args);
  throw damaged(machine, 'something that is no class or function is called');
}

export function appendTo(machine: PickleMachine, target: unknown, values: readonly unknown[]): void {
  const list = target instanceof PickledObject ? target.items : target;
  if (!Array.isArray(list)) throw damaged(machine, 'values are appended to something that is no list');
  for (const value of values) list.push(value);
}

export function setItems(machine: PickleMachine, target: unknown, flat: readonly unknown[]): void {
  const map = target instanceof PickledObject ? target.entries : target;
  if (!(map instanceof Map)) throw damaged(machine, 'items are set on something that is no dictionary');
  if (flat.length % 2 !== 0) throw damaged(machine, 'a key has no value');
  for (let i = 0; i < flat.length; i += 2) map.set(flat[i], flat[i + 1]);
}

/** Attributes of an inert object are kept; those of data (a dictionary's metadata, a tensor's hooks) carry no weights. */
export function setState(machine: PickleMachine, state: unknown): void {
  const target = top(machine);
  if (target instanceof PickledObject) target.state = state;
  else if (typeof target !== 'object' || target === null)
    throw damaged(machine, 'attributes are set on something that has none');
}
