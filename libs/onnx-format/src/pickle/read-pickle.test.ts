import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { checkpoint, storage, tensor } from '../test-support/checkpoint-writer.ts';
import {
  call,
  dict,
  global,
  list,
  none,
  object,
  pickle,
  raw,
  recall,
  remember,
  text,
  tuple,
  whole,
} from '../test-support/pickle-writer.ts';
import { readPytorchCheckpoint } from '../pytorch/read-pytorch.ts';
import { PickledGlobal, PickledObject } from './pickle-values.ts';
import { readPickle } from './read-pickle.ts';

const read = (root: Buffer) => readPickle(pickle(root), { build: () => undefined, resolve: (id) => id });

const refusalOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('readPickle', () => {
  it.each([
    ['nothing', raw('N'), null],
    ['truths', raw('\x88\x89\x86'), [true, false]],
    ['numbers of every width', raw('K\xffM\xff\xffJ\xfe\xff\xff\xff\x87'), [255, 65535, -2]],
    ['long integers', raw('\x8a\x02\x00\xff\x8a\x00\x8a\x05\x00\x00\x00\x00\x01\x87'), [-256, 0, 2 ** 32]],
    ['integers beyond doubles', raw('\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f'), 2n ** 63n - 1n],
    ['fractions', raw('G\x3f\xf8\x00\x00\x00\x00\x00\x00'), 1.5],
    ['texts', tuple(text('ñandú'), raw('U\x02\xe9a'), raw('\x8c\x01b')), ['ñandú', 'éa', 'b']],
    ['lists', list(whole(1), list(none)), [1, [null]]],
    [
      'dictionaries',
      raw('(', text('a'), whole(1), 'd', text('b'), whole(2), 's'),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ],
    ['sets', raw('\x8f(', whole(1), whole(1), '\x90'), new Set([1])],
    ['shared values', raw(remember(list(whole(1)), 7), recall(7), '\x86'), [[1], [1]]],
    ['values taken back', raw(whole(1), whole(2), '0'), 1],
    ['frames', raw('\x95\x01\x00\x00\x00\x00\x00\x00\x00N'), null],
  ])('reads %s', (_what, root, expected) => {
    expect(read(root)).toEqual(expected);
  });

  it('keeps a shared value one value', () => {
    const [first, second] = read(raw(remember(list(), 1), recall(1), '\x86')) as unknown[];
    expect(first).toBe(second);
  });

  it('turns classes, calls and attributes into inert objects whose parts can be walked', () => {
    const named = read(global('some.module', 'Thing'));
    expect(named).toEqual(new PickledGlobal('some.module', 'Thing'));
    const made = read(object(global('some.module', 'Thing'), { size: whole(3) })) as PickledObject;
    expect(made).toBeInstanceOf(PickledObject);
    expect(made.callee.toString()).toBe('some.module.Thing');
    expect(made.attribute('size')).toBe(3);
    expect(made.attribute('constructor')).toBeUndefined();
    const called = read(call(global('builtins', 'getattr'), text('a'), text('b'))) as PickledObject;
    expect(called.args).toEqual(['a', 'b']);
    const filled = read(
      raw(call(global('m', 'ListAndDict')), '(', whole(1), 'e', text('k'), whole(2), 's'),
    ) as PickledObject;
    expect([filled.items, filled.entries]).toEqual([[1], new Map([['k', 2]])]);
  });

  it('lets no key of a dictionary reach a prototype', () => {
    const map = read(dict({ __proto__x: whole(1), constructor: whole(2) })) as Map<string, number>;
    expect(map.get('constructor')).toBe(2);
    const sneaky = read(raw('}', text('__proto__'), dict({ polluted: whole(1) }), 's'));
    expect(sneaky).toBeInstanceOf(Map);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a value that is not there', raw('0'), 'a value is missing'],
    ['a mark that is not there', raw('t'), 'a mark is missing'],
    ['a value below an open mark', raw('N(0'), 'a value is missing'],
    ['an empty memo', recall(3), 'memo 3 is empty'],
    ['an unknown operation', raw('\xff'), 'unknown operation 0xff'],
    ['an extension code', raw('\x82\x01'), 'unknown operation 0x82'],
    ['a text of protocol 0', raw("S'a'\n"), 'unknown operation 0x53'],
    ['a protocol of the future', raw('\x80\x09'), 'protocol 9'],
    ['a call of a number', raw(whole(1), ')R'), 'no class or function'],
    ['a call without arguments', raw(global('a', 'b'), whole(1), 'R'), 'no tuple'],
    ['items of a number', raw(whole(1), text('a'), none, 's'), 'no dictionary'],
    ['an item without value', raw('}(', text('a'), 'u'), 'a key has no value'],
    ['elements of a dictionary', raw('}', none, 'a'), 'no list'],
    ['attributes of a number', raw(whole(1), '}b'), 'has none'],
    ['a text that is no UTF-8', raw('X\x01\x00\x00\x00\xff'), 'not UTF-8'],
    ['a text longer than the file', raw('\x8d\xff\xff\xff\xff\xff\xff\xff\x7fa'), 'truncated'],
    ['an integer longer than any', raw('\x8b\x00\x10\x00\x00', Buffer.alloc(4096)), 'integer of 4096 bytes'],
    ['a name without end', raw('cos'), 'does not end'],
  ])('refuses %s', (_what, root, problem) => {
    expect(refusalOf(() => read(root))).toContain(problem);
  });

  it('refuses a pickle that is cut anywhere', () => {
    const complete = pickle(dict({ a: object(global('m', 'C'), { b: list(text('x'), none) }) }));
    for (let length = 0; length < complete.length; length += 1)
      expect(() =>
        readPickle(complete.subarray(0, length), { build: () => undefined, resolve: () => null }),
      ).toThrow(InputError);
  });
});

describe('a hostile pickle', () => {
  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'exec'],
    ['builtins', '__import__'],
    ['importlib.util', 'module_from_spec'],
    ['runpy', 'run_path'],
  ])('that calls %s.%s is refused by that name', (module, name) => {
    const attack = call(global(module, name), text('echo hostile'));
    expect(refusalOf(() => read(attack))).toContain(`asks to call ${module}.${name}`);
    const byStack = raw(text(module), text(name), '\x93', tuple(text('echo hostile')), 'R');
    expect(refusalOf(() => read(byStack))).toContain(`asks to call ${module}.${name}`);
    const oldStyle = raw('(', text('echo hostile'), `i${module}\n${name}\n`);
    expect(refusalOf(() => read(oldStyle))).toContain(`asks to call ${module}.${name}`);
  });

  it('that calls a function under any other name gets an object that did nothing', () => {
    const attack = call(global('elsewhere', 'run'), text('echo hostile'));
    expect(read(attack)).toEqual(new PickledObject(new PickledGlobal('elsewhere', 'run'), ['echo hostile']));
  });

  it('that nests fifty thousand lists is read without recursion', () => {
    const depth = 50_000;
    expect(read(raw(']'.repeat(depth), 'a'.repeat(depth - 1)))).toHaveLength(1);
  });

  it('whose lists share lists ten times over in fifty generations costs no memory', () => {
    const generation = (i: number) => remember(list(...Array.from({ length: 10 }, () => recall(i - 1))), i);
    const laughs = raw(remember(list(), 0), ...Array.from({ length: 50 }, (_, i) => raw(generation(i + 1))));
    expect(read(laughs)).toHaveLength(10);
  });

  it('whose modules share modules in fifty generations is refused, as is a module inside of itself', () => {
    const module = (modules: Buffer) => object(global('net', 'Module'), { _modules: modules });
    const children = (key: number) =>
      dict(Object.fromEntries([...'abcdefghij'].map((name) => [name, recall(key)])));
    let laughs = remember(module(dict({})), 0);
    for (let i = 1; i <= 50; i += 1) laughs = raw(laughs, remember(module(children(i - 1)), i));
    expect(refusalOf(() => readPytorchCheckpoint(checkpoint(laughs)))).toContain('without end');
    const cycle = raw(
      global('net', 'Module'),
      ')\x81',
      'r\x01\x00\x00\x00',
      dict({ _modules: dict({ a: recall(1) }) }),
      'b',
    );
    expect(refusalOf(() => readPytorchCheckpoint(checkpoint(cycle)))).toContain('without end');
  });

  it('with one storage under thousands of names does not unfold beyond any network', () => {
    const weights = new Uint8Array(4 * 65_536);
    const one = remember(tensor(storage('0'), { shape: [65_536] }), 1);
    const names = Array.from({ length: 4_200 }, (_, i) => raw(text(`w${i}`), recall(1)));
    const bomb = raw('}', text('first'), one, 's(', ...names, 'u');
    expect(refusalOf(() => readPytorchCheckpoint(checkpoint(bomb, { '0': weights })))).toContain(
      'more than any network',
    );
  });

  it('with more operations than any checkpoint has is refused', () => {
    expect(refusalOf(() => read(raw('N0'.repeat(550_000), 'N')))).toContain('operations');
  });
});
