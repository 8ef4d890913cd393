import type { ClassCounts, Role, TrapState } from '@natiu/domain';
import type { DataKind } from './overview.ts';

export type TrapRow = {
  trapId: string;
  site: { name: string; area: string; timeZone: string } | null;
  state: TrapState;
  lastHeardAt: string | null;
  modelHash: string | null;
  modelName: string | null;
  dataKind: DataKind | null;
  agentVersion: string | null;
  /** Messages that wait on the device for a link or for the ingest. */
  outboxDepth: number | null;
  /** Since midnight at the site; null when nothing observed there today. */
  countsToday: ClassCounts | null;
};

export type ModelRow = {
  sha256: string;
  name: string | null;
  dataKind: DataKind;
  architecture: string | null;
  imageSize: number | null;
  map50: number | null;
  map50To95: number | null;
  registeredAt: string;
  trapsUsing: number;
};

export type PersonRow = {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  createdAt: string;
  lastSignInAt: string | null;
};
