/** As much of MapLibre's map as this needs. */
type FittableMap = {
  on: (type: 'resize' | 'movestart', listener: (event: { originalEvent?: unknown }) => void) => unknown;
  off: (type: 'resize' | 'movestart', listener: (event: { originalEvent?: unknown }) => void) => unknown;
};

export type KeptView = {
  /** Fits now and, from here on, again whenever the map's box changes. */
  fit: () => void;
  stop: () => void;
};

/**
 * Fits again when the map gets another size: a window that becomes a phone's would show sea instead of sites.
 * Not once a person has moved the map: `originalEvent` tells their hand from ours.
 */
export function keepInView(map: FittableMap, fitNow: () => void): KeptView {
  let movedByHand = false;
  const onMove = (event: { originalEvent?: unknown }) => {
    if (event.originalEvent !== undefined) movedByHand = true;
  };
  const onResize = () => {
    if (!movedByHand) fitNow();
  };
  map.on('movestart', onMove);
  map.on('resize', onResize);
  return {
    fit: () => {
      movedByHand = false;
      fitNow();
    },
    stop: () => {
      map.off('movestart', onMove);
      map.off('resize', onResize);
    },
  };
}
