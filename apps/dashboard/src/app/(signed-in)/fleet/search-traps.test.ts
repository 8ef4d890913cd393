import type { TrapRow } from '@natiu/contracts';
import { describe, expect, it } from 'vitest';
import { searchTraps } from './search-traps.ts';

const trap = (trapId: string, name: string): TrapRow => ({
  trapId,
  site: { name, area: 'Central', timeZone: 'America/Asuncion' },
  state: 'online',
  lastHeardAt: null,
  modelHash: 'abc123',
  modelName: 'demo',
  dataKind: 'rendered',
  agentVersion: null,
  outboxDepth: null,
  countsToday: null,
});
const traps = [trap('py-1', 'Asunción'), trap('py-2', 'San Lorenzo'), { ...trap('py-3', ''), site: null }];
const find = (query: string) => searchTraps(traps, query).map((row) => row.trapId);

describe('searchTraps', () => {
  it('finds without accents and case', () => expect(find('ASUNCION')).toEqual(['py-1']));
  it('wants every word, in any field', () => {
    expect(find('lorenzo demo')).toEqual(['py-2']);
    expect(find('lorenzo asuncion')).toEqual([]);
  });
  it('shows all for an empty query, traps without a site too', () => expect(find('  ')).toHaveLength(3));
});
