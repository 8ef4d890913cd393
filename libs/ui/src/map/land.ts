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

export type Land = GeoJSON.FeatureCollection<GeoJSON.Geometry, { name: string }>;

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

export type CountryLabel = { id: string; name: string; longitude: number; latitude: number; area: number };

/** Where to write each country's name: the middle of its largest part, in degrees. */
export function placeCountryLabels(land: Land, locale: string): CountryLabel[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return land.features.flatMap((country) => {
    const ring = country.geometry && largestRing(country.geometry);
    if (!ring) return [];
    const id = String(country.id ?? country.properties.name);
    const code = ALPHA2_OF[id];
    const sum = ring.reduce((total, point) => [total[0]! + point[0]!, total[1]! + point[1]!], [0, 0]);
    return [
      {
        id,
        name: (code && names.of(code)) ?? country.properties.name,
        longitude: sum[0]! / ring.length,
        latitude: sum[1]! / ring.length,
        area: ringArea(ring),
      },
    ];
  });
}
