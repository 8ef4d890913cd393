'use client';
import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener('change', onChange);
  window.addEventListener('natiu-theme', onChange);
  return () => {
    query.removeEventListener('change', onChange);
    window.removeEventListener('natiu-theme', onChange);
  };
}

/** Changes whenever the page's colours do, for what cannot follow them by itself: the map's canvas. */
export function useThemeKey(): string {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme ?? (window.matchMedia(DARK).matches ? 'dark' : 'light'),
    () => 'light',
  );
}
