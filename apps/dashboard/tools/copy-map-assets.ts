import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const ASSETS = [
  // The bundler cannot follow maplibre's worker; it is served as it is, with the module it imports.
  'maplibre-gl/dist/maplibre-gl-worker.mjs',
  'maplibre-gl/dist/maplibre-gl-shared.mjs',
  // The map's land: coarse at once, fine when it is zoomed in.
  'world-atlas/countries-50m.json',
  'world-atlas/countries-10m.json',
];

/** Puts what the browser loads by address into `public/map`. Files that are there already stay. */
export function copyMapAssets(appDir: string): void {
  const resolve = createRequire(join(appDir, 'package.json')).resolve;
  const target = join(appDir, 'public', 'map');
  mkdirSync(target, { recursive: true });
  for (const asset of ASSETS) {
    const source = resolve(asset);
    const copy = join(target, basename(asset));
    if (!existsSync(copy) || statSync(copy).size !== statSync(source).size) copyFileSync(source, copy);
  }
}
