import { InputError } from '@natiu/errors';
import { createByteCursor } from './byte-cursor.ts';
import { damaged, pop } from './pickle-machine.ts';
import type { PickleHooks, PickleMachine } from './pickle-machine.ts';
import { OPCODES } from './pickle-opcodes.ts';

const STOP = '.'.charCodeAt(0);
/** A checkpoint of the largest network with its optimizer has a tenth of this; each may make an object. */
const MAX_OPERATIONS = 1_000_000;

/**
 * Reads a Python pickle as data. No class is looked up and nothing is called: what is not plain data becomes an inert
 * `PickledObject` or `PickledGlobal`. Lists and tuples are arrays, dictionaries are maps. Shared values stay shared,
 * so a pickle cannot unfold into more memory than its length pays for.
 * @throws InputError when it is truncated, damaged, too long, or names what only an attack would name
 */
export function readPickle(bytes: Uint8Array, hooks: PickleHooks): unknown {
  const cursor = createByteCursor(bytes, 'the pickle');
  const machine: PickleMachine = { cursor, hooks, stack: [], marks: [], memo: new Map() };
  for (let operations = 0; operations < MAX_OPERATIONS; operations += 1) {
    const code = cursor.u8();
    if (code === STOP) return pop(machine);
    const opcode = OPCODES.get(code);
    if (!opcode) throw damaged(machine, `unknown operation 0x${code.toString(16).padStart(2, '0')}`);
    opcode(machine);
  }
  throw new InputError(`the pickle has more than ${MAX_OPERATIONS} operations, which no file of weights has`);
}
