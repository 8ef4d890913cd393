import {
  AttributionControl,
  Map as LibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import type { ExpressionSpecification, LngLatBoundsLike, StyleSpecification } from 'maplibre-gl';
import type { Land } from './land.ts';

export type MapLabels = {
  label: string;
  zoomIn: string;
  zoomOut: string;
  attribution: string;
};

const EMPTY_LAND: Land = { type: 'FeatureCollection', features: [] };

function readColor(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

function landColor(container: Element): ExpressionSpecification {
  return [
    'case',
    ['==', ['get', 'home'], true],
    readColor(container, '--map-home'),
    readColor(container, '--map-land'),
  ];
}

function createStyle(container: Element, labels: MapLabels): StyleSpecification {
  return {
    version: 8,
    sources: { land: { type: 'geojson', data: EMPTY_LAND, attribution: labels.attribution, tolerance: 0.2 } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': readColor(container, '--map-sea') } },
      {
        id: 'land',
        type: 'fill',
        source: 'land',
        paint: { 'fill-color': readColor(container, '--map-land') },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'land',
        paint: {
          'line-color': readColor(container, '--map-border'),
          'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.8, 8, 2],
        },
      },
    ],
  };
}

/** A map of countries without any tile server: worker and land come from `assetsUrl` of the same server. */
export function createMap(
  container: HTMLElement,
  options: { assetsUrl: string; labels: MapLabels; bounds: LngLatBoundsLike },
): LibreMap {
  setWorkerUrl(`${options.assetsUrl}/maplibre-gl-worker.mjs`);
  const map = new LibreMap({
    container,
    style: createStyle(container, options.labels),
    bounds: options.bounds,
    fitBoundsOptions: { padding: FIT_PADDING, maxZoom: 9 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 13,
    minZoom: 1.5,
    // A phone scrolls the page with one finger; the map moves with two.
    cooperativeGestures: false,
    locale: {
      'NavigationControl.ZoomIn': options.labels.zoomIn,
      'NavigationControl.ZoomOut': options.labels.zoomOut,
      'Map.Title': options.labels.label,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-right');
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  return map;
}

export const FIT_PADDING = { top: 48, right: 90, bottom: 64, left: 48 };

export function paintMap(map: LibreMap, container: Element): void {
  map.setPaintProperty('sea', 'background-color', readColor(container, '--map-sea'));
  map.setPaintProperty('land', 'fill-color', landColor(container));
  map.setPaintProperty('borders', 'line-color', readColor(container, '--map-border'));
}

/** West, south, east, north of all places, never smaller than about 50 km. */
export function boundsOf(
  places: readonly { longitude: number; latitude: number }[],
): [number, number, number, number] {
  if (places.length === 0) return [-63, -28, -54, -19];
  const longitudes = places.map((place) => place.longitude);
  const latitudes = places.map((place) => place.latitude);
  const pad = 0.25;
  return [
    Math.min(...longitudes) - pad,
    Math.min(...latitudes) - pad,
    Math.max(...longitudes) + pad,
    Math.max(...latitudes) + pad,
  ];
}
