import type { SiteInput } from '@natiu/services';

const TIME_ZONE = 'America/Asuncion';

/** One town for each department of Paraguay and the capital; the first eight are the usual demonstration. */
const TOWNS: readonly (readonly [
  name: string,
  latitude: number,
  longitude: number,
  area: string,
  environment: string,
])[] = [
  ['Asunción', -25.2822, -57.6351, 'Capital', 'urban'],
  ['San Lorenzo', -25.3397, -57.5088, 'Central', 'urban'],
  ['Ciudad del Este', -25.5095, -54.6111, 'Alto Paraná', 'urban'],
  ['Encarnación', -27.3306, -55.8667, 'Itapúa', 'riverside'],
  ['Concepción', -23.4064, -57.4344, 'Concepción', 'riverside'],
  ['Pedro Juan Caballero', -22.5472, -55.7333, 'Amambay', 'peri-urban'],
  ['Villarrica', -25.7495, -56.4352, 'Guairá', 'peri-urban'],
  ['Filadelfia', -22.3526, -60.0309, 'Boquerón', 'dry Chaco'],
  ['Coronel Oviedo', -25.4466, -56.4417, 'Caaguazú', 'peri-urban'],
  ['Pilar', -26.8687, -58.3064, 'Ñeembucú', 'wetland'],
  ['Salto del Guairá', -24.0625, -54.3068, 'Canindeyú', 'peri-urban'],
  ['Caacupé', -25.3859, -57.1418, 'Cordillera', 'rural'],
  ['San Juan Bautista', -26.6697, -57.1459, 'Misiones', 'rural'],
  ['San Pedro de Ycuamandiyú', -24.0932, -57.0824, 'San Pedro', 'rural'],
  ['Paraguarí', -25.6208, -57.1472, 'Paraguarí', 'rural'],
  ['Fuerte Olimpo', -21.0415, -57.8736, 'Alto Paraguay', 'wetland'],
  ['Villa Hayes', -25.093, -57.5236, 'Presidente Hayes', 'wetland'],
];

export interface DemoTrap {
  id: string;
  label: string;
  site: SiteInput;
  /** Fixes floor, light and magnification of its pictures. */
  seed: number;
  /** Of the insects that can be sexed. */
  femaleShare: number;
  meanInsects: number;
}

function toId(town: string): string {
  return town
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');
}

/** Shares from 0.25 to 0.8 and 0.6 to 2.4 insects per picture, spread so that neighbours differ. */
export function planDemoTraps(count: number): DemoTrap[] {
  return Array.from({ length: count }, (_, index) => {
    const [name, latitude, longitude, area, environment] = TOWNS[index % TOWNS.length]!;
    const round = Math.floor(index / TOWNS.length) + 1;
    return {
      id: `demo-${toId(name)}-${round}`,
      label: round === 1 ? name : `${name} ${round}`,
      site: { name, latitude, longitude, area, environment, timeZone: TIME_ZONE },
      seed: 1000 + index,
      femaleShare: Number((0.25 + 0.55 * ((index * 0.618 + 0.4) % 1)).toFixed(2)),
      meanInsects: Number((0.6 + 1.8 * ((index * 0.382 + 0.7) % 1)).toFixed(2)),
    };
  });
}
