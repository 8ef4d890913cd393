'use client';
import type { SiteSummary } from '@natiu/contracts';
import { totalCount } from '@natiu/domain';
import type { Map as LibreMap } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { FIT_PADDING, boundsOf, createMap, paintMap } from './create-map.ts';
import type { MapLabels } from './create-map.ts';
import { keepInView } from './keep-in-view.ts';
import { loadLand, markHome, placeCountryLabels } from './land.ts';
import type { CountryLabel, Land } from './land.ts';
import { MapMarks } from './map-marks.tsx';

export type SiteMapProps = {
  sites: readonly SiteSummary[];
  selectedId: string | undefined;
  onSelect: (siteId: string | undefined) => void;
  /** What a screen reader says for a mark, and the two lines beside it. */
  describe: (site: SiteSummary) => { title: string; detail: string; spoken: string };
  labels: MapLabels & { failed: string };
  locale: string;
  /** Changes when the theme does: the map then reads its colours again. */
  themeKey: string;
  assetsUrl: string;
};

/** Above this zoom the coarse borders show their corners. */
const FINE_LAND_ZOOM = 4.5;

async function showLand(
  map: LibreMap,
  { assetsUrl, locale, sites }: Pick<SiteMapProps, 'assetsUrl' | 'locale' | 'sites'>,
  onLabels: (labels: CountryLabel[]) => void,
): Promise<void> {
  const setLand = (land: Land) => {
    const data = markHome(land, sites);
    const source = map.getSource('land');
    if (source && 'setData' in source) (source as { setData: (d: GeoJSON.GeoJSON) => void }).setData(data);
  };
  const coarse = await loadLand(assetsUrl, false);
  setLand(coarse);
  onLabels(placeCountryLabels(coarse, locale));
  const refine = () => {
    if (map.getZoom() < FINE_LAND_ZOOM) return;
    map.off('zoomend', refine);
    loadLand(assetsUrl, true).then(setLand, () => undefined);
  };
  map.on('zoomend', refine);
  // The coarse land is on the screen before the fine one is asked for.
  map.once('idle', refine);
}

export function SiteMap(props: SiteMapProps) {
  const { sites, labels, locale, themeKey, assetsUrl } = props;
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<LibreMap>();
  const [failed, setFailed] = useState(false);
  const [countries, setCountries] = useState<CountryLabel[]>([]);
  const largestCount = useMemo(() => Math.max(0, ...sites.map((site) => totalCount(site.counts))), [sites]);
  /** The view is set when the set of sites changes, never under a person's hands when counts do. */
  const placesKey = sites.map((site) => site.siteId).join();
  const firstBounds = useRef(boundsOf(sites));

  useEffect(() => {
    if (!container.current) return;
    let created: LibreMap;
    try {
      created = createMap(container.current, { assetsUrl, labels, bounds: firstBounds.current });
    } catch {
      // No WebGL: said after this effect, which itself changes nothing that is drawn.
      const later = setTimeout(() => setFailed(true), 0);
      return () => clearTimeout(later);
    }
    created.on('load', () => {
      setMap(created);
      showLand(created, { assetsUrl, locale, sites }, setCountries).catch(() => setFailed(true));
    });
    return () => {
      setMap(undefined);
      created.remove();
    };
    // The labels follow the locale.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [assetsUrl, locale]);

  useEffect(() => {
    if (map && container.current) paintMap(map, container.current);
  }, [map, themeKey]);

  useEffect(() => {
    if (!map) return;
    const bounds = boundsOf(sites);
    const view = keepInView(map, () =>
      map.fitBounds(bounds, { padding: FIT_PADDING, maxZoom: 9, duration: 0 }),
    );
    view.fit();
    return view.stop;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, placesKey]);

  return (
    <div className="site-map" data-ready={map ? 'true' : 'false'}>
      <div ref={container} className="site-map-canvas" />
      {map && <MapMarks {...props} map={map} countries={countries} largestCount={largestCount} />}
      {failed && <p className="site-map-failed">{labels.failed}</p>}
    </div>
  );
}
