import {
  appendTo,
  damaged,
  instantiate,
  nameGlobal,
  pop,
  popCount,
  popToMark,
  push,
  recall,
  remember,
  setItems,
  setState,
  top,
} from './pickle-machine.ts';
import type { PickleMachine } from './pickle-machine.ts';

export type Opcode = (machine: PickleMachine) => void;

const HIGHEST_PROTOCOL = 5;
/** Whole numbers of weights' files fit eight bytes; a longer one is refused before it costs time. */
const MAX_INTEGER_BYTES = 64;

function readInteger(machine: PickleMachine, length: number): number | bigint {
  if (length > MAX_INTEGER_BYTES) throw damaged(machine, `an integer of ${length} bytes`);
  let value = 0n;
  machine.cursor.bytes(length).forEach((byte, i) => (value |= BigInt(byte) << BigInt(8 * i)));
  const signed = BigInt.asIntN(8 * length, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

function toMap(machine: PickleMachine, flat: readonly unknown[]): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  setItems(machine, map, flat);
  return map;
}

function addToSet(machine: PickleMachine): void {
  const values = popToMark(machine);
  const target = top(machine);
  if (!(target instanceof Set)) throw damaged(machine, 'values are added to something that is no set');
  for (const value of values) target.add(value);
}

function nameFromStack(machine: PickleMachine): void {
  const [module, name] = popCount(machine, 2);
  if (typeof module !== 'string' || typeof name !== 'string')
    throw damaged(machine, 'a global without a name');
  push(machine, nameGlobal(module, name));
}

function checkProtocol(machine: PickleMachine): void {
  const version = machine.cursor.u8();
  if (version > HIGHEST_PROTOCOL) throw damaged(machine, `protocol ${version} is unknown`);
}

const pushing =
  (read: (machine: PickleMachine) => unknown): Opcode =>
  (machine) =>
    push(machine, read(machine));

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

const plainValues: Readonly<Record<string, Opcode>> = {
  N: pushing(() => null),
  '\x88': pushing(() => true),
  '\x89': pushing(() => false),
  J: pushing(({ cursor }) => cursor.i32()),
  K: pushing(({ cursor }) => cursor.u8()),
  M: pushing(({ cursor }) => cursor.u16()),
  '\x8a': pushing((machine) => readInteger(machine, machine.cursor.u8())),
  '\x8b': pushing((machine) => readInteger(machine, machine.cursor.u32())),
  G: pushing(({ cursor }) => cursor.f64()),
  X: pushing(({ cursor }) => cursor.text(cursor.u32())),
  '\x8c': pushing(({ cursor }) => cursor.text(cursor.u8())),
  '\x8d': pushing(({ cursor }) => cursor.text(cursor.length64())),
  T: pushing(({ cursor }) => latin1(cursor.bytes(cursor.u32()))),
  U: pushing(({ cursor }) => latin1(cursor.bytes(cursor.u8()))),
  B: pushing(({ cursor }) => cursor.bytes(cursor.u32())),
  C: pushing(({ cursor }) => cursor.bytes(cursor.u8())),
  '\x8e': pushing(({ cursor }) => cursor.bytes(cursor.length64())),
  '\x96': pushing(({ cursor }) => cursor.bytes(cursor.length64())),
};

const collections: Readonly<Record<string, Opcode>> = {
  ']': pushing(() => []),
  l: pushing(popToMark),
  a: (machine) => {
    const value = pop(machine);
    appendTo(machine, top(machine), [value]);
  },
  e: (machine) => {
    const values = popToMark(machine);
    appendTo(machine, top(machine), values);
  },
  ')': pushing(() => []),
  '\x85': pushing((machine) => popCount(machine, 1)),
  '\x86': pushing((machine) => popCount(machine, 2)),
  '\x87': pushing((machine) => popCount(machine, 3)),
  t: pushing(popToMark),
  '}': pushing(() => new Map()),
  d: pushing((machine) => toMap(machine, popToMark(machine))),
  s: (machine) => {
    const pair = popCount(machine, 2);
    setItems(machine, top(machine), pair);
  },
  u: (machine) => {
    const flat = popToMark(machine);
    setItems(machine, top(machine), flat);
  },
  '\x8f': pushing(() => new Set()),
  '\x90': addToSet,
  '\x91': pushing((machine) => new Set(popToMark(machine))),
};

const stackAndMemo: Readonly<Record<string, Opcode>> = {
  '\x80': checkProtocol,
  // A frame only announces how much follows.
  '\x95': ({ cursor }) => void cursor.length64(),
  '(': ({ marks, stack }) => void marks.push(stack.length),
  '0': (machine) => void pop(machine),
  '1': (machine) => void popToMark(machine),
  '2': pushing(top),
  q: (machine) => remember(machine, machine.cursor.u8()),
  r: (machine) => remember(machine, machine.cursor.u32()),
  '\x94': (machine) => remember(machine, machine.memo.size),
  h: (machine) => recall(machine, machine.cursor.u8()),
  j: (machine) => recall(machine, machine.cursor.u32()),
};

const objects: Readonly<Record<string, Opcode>> = {
  c: pushing(({ cursor }) => nameGlobal(cursor.line(), cursor.line())),
  '\x93': nameFromStack,
  Q: pushing((machine) => machine.hooks.resolve(pop(machine))),
  R: (machine) => {
    const [callee, args] = popCount(machine, 2);
    push(machine, instantiate(machine, callee, args));
  },
  '\x81': (machine) => {
    const [callee, args] = popCount(machine, 2);
    push(machine, instantiate(machine, callee, args));
  },
  // Named arguments carry no weights.
  '\x92': (machine) => {
    const [callee, args] = popCount(machine, 3);
    push(machine, instantiate(machine, callee, args));
  },
  i: (machine) => {
    const callee = nameGlobal(machine.cursor.line(), machine.cursor.line());
    push(machine, instantiate(machine, callee, popToMark(machine)));
  },
  o: (machine) => {
    const [callee, ...args] = popToMark(machine);
    push(machine, instantiate(machine, callee, args));
  },
  b: (machine) => {
    const state = pop(machine);
    setState(machine, state);
  },
};

/**
 * Opcodes by their byte. Left out: the text forms of protocol 0, which torch.save does not write, extension codes,
 * which mean nothing outside of the process that registered them, and out-of-band buffers.
 * Source: the format as documented in CPython's pickletools.
 */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  Object.entries({ ...plainValues, ...collections, ...stackAndMemo, ...objects }).map(
    ([character, opcode]) => [character.charCodeAt(0), opcode] as const,
  ),
);
