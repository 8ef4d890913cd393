'use client';
import { totalCount } from '@natiu/domain';
import type { Map as LibreMap } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { CSSProperties } from 'react';
import type { CountryLabel } from './land.ts';
import { layOutMarks } from './lay-out-marks.ts';
import { radiusOfCount } from './mark-size.ts';
import { SiteMark } from './site-mark.tsx';
import type { SiteMapProps } from './site-map.tsx';

type MarksProps = SiteMapProps & {
  map: LibreMap;
  countries: readonly CountryLabel[];
  largestCount: number;
};

/** Marks are buttons above the canvas: reachable by keyboard, drawn like everything else, larger ones below. */
export function MapMarks({
  map,
  sites,
  countries,
  largestCount,
  selectedId,
  onSelect,
  describe,
}: MarksProps) {
  const layer = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!layer.current) return;
    const place = () => layer.current && layOutMarks(layer.current, map);
    place();
    map.on('move', place);
    map.on('resize', place);
    return () => {
      map.off('move', place);
      map.off('resize', place);
    };
  }, [map, sites, countries]);

  const ordered = [...sites].sort((a, b) => totalCount(b.counts) - totalCount(a.counts));
  return (
    <div ref={layer} className="site-map-marks">
      {countries.map((country) => (
        <span
          key={country.id}
          hidden
          className="site-map-country"
          data-country={country.id}
          data-area={country.area}
          data-letters={country.name.length}
          data-longitude={country.longitude}
          data-latitude={country.latitude}
        >
          <span>{country.name}</span>
        </span>
      ))}
      {ordered.map((site) => {
        const count = totalCount(site.counts);
        const { title, detail, spoken } = describe(site);
        return (
          <button
            key={site.siteId}
            type="button"
            className="site-map-mark"
            data-site={site.siteId}
            data-count={count}
            data-radius={radiusOfCount(count, largestCount)}
            data-longitude={site.longitude}
            data-latitude={site.latitude}
            aria-label={spoken}
            aria-pressed={site.siteId === selectedId}
            onClick={() => onSelect(site.siteId === selectedId ? undefined : site.siteId)}
          >
            <span className="site-map-dot">
              <SiteMark site={site} largestCount={largestCount} />
            </span>
            <span
              className="site-map-label"
              style={{ '--away': `${radiusOfCount(count, largestCount) + 4}px` } as CSSProperties}
            >
              <strong>{title}</strong>
              <span>{detail}</span>
            </span>
          </button>
        );
      })}
    </div>
  );
}
