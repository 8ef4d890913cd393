import type { Role } from '@natiu/domain';

/** Every screen there is, the least role that sees it, and the key that goes there after `g`. */
export const SECTIONS = [
  { group: 'watch', name: 'map', href: '/', role: 'viewer', key: 'o' },
  { group: 'fleet', name: 'traps', href: '/fleet', role: 'viewer', key: 'f' },
  { group: 'learn', name: 'datasets', href: '/datasets', role: 'researcher', key: 'd' },
  { group: 'learn', name: 'review', href: '/review', role: 'researcher', key: 'r' },
  { group: 'learn', name: 'runs', href: '/training', role: 'researcher', key: 't' },
  { group: 'learn', name: 'models', href: '/models', role: 'researcher', key: 'm' },
  { group: 'settings', name: 'people', href: '/people', role: 'admin', key: 'p' },
] as const satisfies readonly { group: string; name: string; href: string; role: Role; key: string }[];
export type Section = (typeof SECTIONS)[number];
