/** From least to most: each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'researcher', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(name: string): name is Role {
  return (ROLES as readonly string[]).includes(name);
}

/** Roles are stored as one comma-separated string; words that are not roles give no rights. */
export function parseRoles(stored: string | null | undefined): Role[] {
  const words = (stored ?? '').split(',').map((word) => word.trim());
  return ROLES.filter((role) => words.includes(role));
}

/** Whether somebody who holds `held` may do what `needed` may. */
export function mayActAs(held: readonly Role[], needed: Role): boolean {
  return held.some((role) => ROLES.indexOf(role) >= ROLES.indexOf(needed));
}
