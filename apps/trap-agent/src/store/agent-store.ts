import { emptyCounts } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';
import { openDeviceDatabase, openOutbox } from '@natiu/iot-device';
import type { DeviceDatabase, Outbox, Recovery } from '@natiu/iot-device';
import type { TrackerSnapshot } from '@natiu/tracking';
import type { Interval } from './interval.ts';
import { openPictureRegister } from './picture-register.ts';
import type { PictureRegister } from './picture-register.ts';

/** Everything that this store has ever counted. */
export interface Totals {
  readonly counts: ClassCounts;
  readonly captures: number;
  readonly unreadable: number;
}

interface StateValues {
  interval: Interval;
  tracker: TrackerSnapshot;
  totals: Totals;
}

/** The durable memory of one trap: pictures done, the open interval, the tracker, the outbox; one database. */
export interface AgentStore {
  readonly outbox: Outbox;
  readonly pictures: PictureRegister;
  readonly recovery: Recovery | undefined;
  transaction<T>(work: () => T): T;
  read<K extends keyof StateValues>(key: K): StateValues[K] | undefined;
  write<K extends keyof StateValues>(key: K, value: StateValues[K]): void;
  readTotals(): Totals;
  close(): void;
}

export function openAgentStore(dataDir: string): AgentStore {
  const database = openDeviceDatabase(dataDir);
  const state = openState(database);
  return {
    outbox: openOutbox(database),
    pictures: openPictureRegister(database),
    recovery: database.recovery,
    transaction: database.transaction,
    ...state,
    readTotals: () => state.read('totals') ?? { counts: emptyCounts(), captures: 0, unreadable: 0 },
    close: () => database.close(),
  };
}

function openState({ connection }: DeviceDatabase): Pick<AgentStore, 'read' | 'write'> {
  connection.exec('CREATE TABLE IF NOT EXISTS agent_state (key TEXT PRIMARY KEY, json TEXT NOT NULL)');
  const select = connection.prepare('SELECT json FROM agent_state WHERE key = ?');
  const upsert = connection.prepare('INSERT OR REPLACE INTO agent_state (key, json) VALUES (?, ?)');
  return {
    read(key) {
      const row = select.get(key) as { json: string } | undefined;
      return row && JSON.parse(row.json);
    },
    write: (key, value) => void upsert.run(key, JSON.stringify(value)),
  };
}
