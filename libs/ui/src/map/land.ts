import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

type Countries = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** ISO 3166 numeric to alpha-2, for the names that `Intl` knows; elsewhere the atlas' own name is shown. */
const ALPHA2_OF: Record<string, string> = {
  '032': 'AR',
  '068': 'BO',
  '076': 'BR',
  '152': 'CL',
  '170': 'CO',
  '218': 'EC',
  '328': 'GY',
  '484': 'MX',
  '591': 'PA',
  '600': 'PY',
  '604': 'PE',
  '740': 'SR',
  '858': 'UY',
  '862': 'VE',
};

/** `home` is true for countries in which there are sites. */
export type Land = GeoJSON.FeatureCollection<GeoJSON.Geometry, { name: string; home?: boolean }>;

type Place = { longitude: number; latitude: number };

/** Countries from the atlas that the server keeps beside the page; `fine` is five times the size. */
export async function loadLand(assetsUrl: string, fine: boolean): Promise<Land> {
  const response = await fetch(`${assetsUrl}/countries-${fine ? '10m' : '50m'}.json`);
  if (!response.ok) throw new Error(`The map's land answered ${response.status}.`);
  const topology = (await response.json()) as Countries;
  return feature(topology, topology.objects.countries) as Land;
}

function ringArea(ring: GeoJSON.Position[]): number {
  let area = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    area += ring[j]![0]! * ring[i]![1]! - ring[i]![0]! * ring[j]![1]!;
  }
  return Math.abs(area) / 2;
}

function largestRing(geometry: GeoJSON.Geometry): GeoJSON.Position[] | undefined {
  if (geometry.type === 'Polygon') return geometry.coordinates[0];
  if (geometry.type !== 'MultiPolygon') return undefined;
  return geometry.coordinates.map((polygon) => polygon[0]!).sort((a, b) => ringArea(b) - ringArea(a))[0];
}

/** Whether a ray to the east leaves the ring an odd number of times; degrees. */
function isInRing(ring: GeoJSON.Position[], { longitude, latitude }: Place): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i] as [number, number];
    const [x2, y2] = ring[j] as [number, number];
    if (y1 > latitude === y2 > latitude) continue;
    if (longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function contains(geometry: GeoJSON.Geometry, place: Place): boolean {
  if (geometry.type === 'Polygon') return isInRing(geometry.coordinates[0]!, place);
  if (geometry.type !== 'MultiPolygon') return false;
  return geometry.coordinates.some((polygon) => isInRing(polygon[0]!, place));
}

/**
 * The same land, with the countries marked that hold the sites. Towns on a border may fall on its wrong side on
 * so coarse a map: a country needs half as many sites as the one with the most.
 */
export function markHome(land: Land, places: readonly Place[]): Land {
  const held = land.features.map(({ geometry }) =>
    geometry ? places.filter((place) => contains(geometry, place)).length : 0,
  );
  const most = Math.max(1, ...held);
  const features = land.features.map((country, index) => {
    const home = 2 * held[index]! >= most;
    return { ...country, properties: { ...country.properties, home } };
  });
  return { ...land, features };
}

export type CountryLabel = { id: string; name: string; longitude: number; latitude: number; area: number };

/** Where to write each country's name: the middle of its largest part, in degrees. */
export function placeCountryLabels(land: Land, locale: string): CountryLabel[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return land.features.flatMap((country, index) => {
    const ring = country.geometry && largestRing(country.geometry);
    if (!ring) return [];
    const code = ALPHA2_OF[String(country.id)];
    const sum = ring.reduce((total, point) => [total[0]! + point[0]!, total[1]! + point[1]!], [0, 0]);
    return [
      {
        // Some territories share the id of their country.
        id: String(index),
        name: (code && names.of(code)) ?? country.properties.name,
        longitude: sum[0]! / ring.length,
        latitude: sum[1]! / ring.length,
        area: ringArea(ring),
      },
    ];
  });
}
