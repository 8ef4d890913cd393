'use client';
import { totalCount } from '@natiu/domain';
import type { Map as LibreMap } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { CountryLabel } from './land.ts';
import { radiusOfCount } from './mark-size.ts';
import { pickVisibleLabels } from './place-labels.ts';
import type { LabelBox } from './place-labels.ts';
import { SiteMark } from './site-mark.tsx';
import type { SiteMapProps } from './site-map.tsx';

type MarksProps = SiteMapProps & {
  map: LibreMap;
  countries: readonly CountryLabel[];
  largestCount: number;
};

const LABEL_HEIGHT_PX = 32;
/** A country's name is shown when the country is wider on the screen than its name. */
const COUNTRY_NAME_PX = 90;

function moveTo(element: HTMLElement, map: LibreMap): { x: number; y: number } {
  const at = map.project([Number(element.dataset.longitude), Number(element.dataset.latitude)]);
  element.style.transform = `translate(${at.x}px, ${at.y}px)`;
  return at;
}

/** Moves every mark to its place and shows the labels that have room; px. */
function layOut(layer: HTMLElement, map: LibreMap): void {
  const boxes: LabelBox[] = [];
  const marks = [...layer.querySelectorAll<HTMLElement>('[data-site]')];
  for (const mark of marks) {
    const at = moveTo(mark, map);
    const radius = Number(mark.dataset.radius);
    const count = Number(mark.dataset.count);
    const id = mark.dataset.site!;
    const width = mark.querySelector<HTMLElement>('.site-map-label')?.offsetWidth ?? 0;
    const height = LABEL_HEIGHT_PX;
    boxes.push({ id, x: at.x + radius + 4, y: at.y - height / 2, width, height, priority: count });
    // Circles themselves keep labels away, their own excepted.
    const size = 2 * radius;
    boxes.push({
      id: `${id}#`,
      x: at.x - radius,
      y: at.y - radius,
      width: size,
      height: size,
      priority: 1e12,
    });
  }
  const visible = pickVisibleLabels(boxes);
  for (const mark of marks) mark.dataset.labelled = String(visible.has(mark.dataset.site!));
  const scale = map.project([1, 0]).x - map.project([0, 0]).x || 1;
  for (const name of layer.querySelectorAll<HTMLElement>('[data-country]')) {
    moveTo(name, map);
    name.hidden = Math.sqrt(Number(name.dataset.area)) * scale < COUNTRY_NAME_PX;
  }
}

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
    const place = () => layer.current && layOut(layer.current, map);
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
            <span className="site-map-label" style={{ left: radiusOfCount(count, largestCount) + 4 }}>
              <strong>{title}</strong>
              <span>{detail}</span>
            </span>
          </button>
        );
      })}
    </div>
  );
}
