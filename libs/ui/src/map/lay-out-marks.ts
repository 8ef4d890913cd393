import type { Map as LibreMap } from 'maplibre-gl';
import { pickVisibleLabels } from './place-labels.ts';
import type { LabelBox } from './place-labels.ts';

const LABEL_HEIGHT_PX = 32;
const LABEL_GAP_PX = 4;
/** A country's name is shown when the country is wider on the screen than this. */
const COUNTRY_NAME_PX = 90;
/** Marks keep their place before any label, labels of sites before names of countries. */
const MARK_PRIORITY = 1e12;
const COUNTRY_PRIORITY = -1;

function moveTo(element: HTMLElement, map: LibreMap): { x: number; y: number } {
  const at = map.project([Number(element.dataset.longitude), Number(element.dataset.latitude)]);
  element.style.transform = `translate(${at.x}px, ${at.y}px)`;
  return at;
}

/** Moves one mark and returns the room that it and its label take. The label turns left at the map's edge. */
function placeMark(mark: HTMLElement, map: LibreMap, mapWidth: number): LabelBox[] {
  const at = moveTo(mark, map);
  const radius = Number(mark.dataset.radius);
  const id = mark.dataset.site!;
  const width = mark.querySelector<HTMLElement>('.site-map-label')?.offsetWidth ?? 0;
  const side = at.x + radius + LABEL_GAP_PX + width > mapWidth ? 'left' : 'right';
  mark.dataset.side = side;
  const x = side === 'right' ? at.x + radius + LABEL_GAP_PX : at.x - radius - LABEL_GAP_PX - width;
  const label = { id, x, y: at.y - LABEL_HEIGHT_PX / 2, width, height: LABEL_HEIGHT_PX };
  const size = 2 * radius;
  const circle = { id: `${id}#`, x: at.x - radius, y: at.y - radius, width: size, height: size };
  return [
    { ...label, priority: Number(mark.dataset.count) },
    { ...circle, priority: MARK_PRIORITY },
  ];
}

function placeCountry(name: HTMLElement, map: LibreMap, pxPerDegree: number): LabelBox[] {
  if (Math.sqrt(Number(name.dataset.area)) * pxPerDegree < COUNTRY_NAME_PX) return [];
  const at = moveTo(name, map);
  const width = Number(name.dataset.letters) * 10;
  return [
    {
      id: `country:${name.dataset.country}`,
      x: at.x - width / 2,
      y: at.y - 8,
      width,
      height: 16,
      priority: COUNTRY_PRIORITY,
    },
  ];
}

/** Moves every mark to its place and shows the labels that have room; px. */
export function layOutMarks(layer: HTMLElement, map: LibreMap): void {
  const marks = [...layer.querySelectorAll<HTMLElement>('[data-site]')];
  const countries = [...layer.querySelectorAll<HTMLElement>('[data-country]')];
  const pxPerDegree = map.project([1, 0]).x - map.project([0, 0]).x;
  const visible = pickVisibleLabels([
    ...marks.flatMap((mark) => placeMark(mark, map, layer.clientWidth)),
    ...countries.flatMap((name) => placeCountry(name, map, pxPerDegree)),
  ]);
  for (const mark of marks) mark.dataset.labelled = String(visible.has(mark.dataset.site!));
  for (const name of countries) name.hidden = !visible.has(`country:${name.dataset.country}`);
}
