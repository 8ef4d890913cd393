import type { Role } from '@natiu/domain';

/** Every screen there is, and the least role that sees it. */
export const SECTIONS = [
  { group: 'watch', name: 'map', href: '/', role: 'viewer' },
  { group: 'fleet', name: 'traps', href: '/fleet', role: 'viewer' },
  { group: 'learn', name: 'models', href: '/models', role: 'researcher' },
  { group: 'settings', name: 'people', href: '/people', role: 'admin' },
] as const satisfies readonly { group: string; name: string; href: string; role: Role }[];
export type Section = (typeof SECTIONS)[number];
