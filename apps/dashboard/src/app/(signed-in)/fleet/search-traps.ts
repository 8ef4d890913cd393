import type { TrapRow } from '@natiu/contracts';

/** Accents and case do not matter: "asuncion" finds "Asunción". */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

/** Traps whose name, site, area or model contains every word of the query. */
export function searchTraps(traps: readonly TrapRow[], query: string): TrapRow[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return traps.filter((trap) => {
    const parts = [trap.trapId, trap.site?.name, trap.site?.area, trap.modelName, trap.modelHash];
    const text = fold(parts.filter(Boolean).join(' '));
    return words.every((word) => text.includes(word));
  });
}
