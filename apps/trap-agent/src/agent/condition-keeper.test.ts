import { createLogger } from '@natiu/logger';
import { beforeEach, describe, expect, it } from 'vitest';
import { createConditionKeeper } from './condition-keeper.ts';

let told: string[];
let full: boolean;

function create() {
  const store = (line: string) => {
    if (full) throw new Error('the disk is full');
    told.push(line);
  };
  return createConditionKeeper({
    logger: createLogger({ name: 'test', level: 'silent' }),
    reports: () => ({ event: (_level, code) => store(code), heartbeat: () => store('heartbeat') }),
    book: () => store('(booked)'),
  });
}

beforeEach(() => {
  told = [];
  full = false;
});

describe('conditions of a trap', () => {
  it('books the time before a change, and tells of each change once', () => {
    const keeper = create();
    for (let look = 0; look < 3; look++) keeper.set('source-unavailable', 'no folder');
    expect(keeper.conditions.isDegraded).toBe(true);
    for (let look = 0; look < 3; look++) keeper.set('source-unavailable', undefined);
    expect(keeper.conditions.isDegraded).toBe(false);
    expect(told).toEqual(['(booked)', 'source-unavailable', '(booked)', 'source-unavailable-over']);
  });

  it('goes on while nothing can be stored, and says so as soon as it can', () => {
    const keeper = create();
    full = true;
    expect(keeper.attempt(raise)).toBe(false);
    keeper.set('detector-failing', 'NaN');
    expect(keeper.conditions.present).toEqual(['storage-failing', 'detector-failing']);
    full = false;
    told = [];
    expect(keeper.attempt(() => undefined)).toBe(true);
    expect(keeper.conditions.present).toEqual(['detector-failing']);
    expect(told).toEqual(['storage-failing-over']);
  });
});

function raise(): never {
  throw new Error('the disk is full');
}
