export type LabelBox = { id: string; x: number; y: number; width: number; height: number; priority: number };

function overlap(a: LabelBox, b: LabelBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Ids of the labels that can be shown without covering one another; higher priority wins, px throughout. */
export function pickVisibleLabels(boxes: readonly LabelBox[]): Set<string> {
  const placed: LabelBox[] = [];
  const ordered = [...boxes].sort((a, b) => b.priority - a.priority || a.id.localeCompare(b.id));
  for (const box of ordered) if (!placed.some((other) => overlap(box, other))) placed.push(box);
  return new Set(placed.map((box) => box.id));
}
