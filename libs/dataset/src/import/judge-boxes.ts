import { areaXyxy, iouXyxy } from '@natiu/box-ops';
import type { BoxXyxy } from '@natiu/box-ops';

/** A checked box: centre and size as shares of the upright picture. */
export interface NamedLabel {
  readonly className: string;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
}

export type FindingKind =
  | 'clipped-box'
  | 'duplicate-box'
  | 'overlapping-boxes'
  | 'two-classes'
  | 'turned-boxes'
  | 'blank-picture'
  | 'note';

/** Something about a picture that was put right or should be looked at; the picture is kept. */
export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
}

/** A box in pixels of the upright picture. */
export interface PlacedBox {
  readonly className: string;
  readonly xyxy: BoxXyxy;
  readonly where: string;
}

export interface JudgedBoxes {
  readonly labels: readonly NamedLabel[];
  readonly findings: readonly Finding[];
  /** Not empty: the picture cannot be used as it is. */
  readonly problems: readonly string[];
}

/** Rounding of whole-pixel tools; cut off without a word. */
const ROUNDING_PX = 1;
/** A box keeps at least this share of its area when it is cut at the border, or the picture is refused. */
export const MIN_KEPT_SHARE = 0.5;
export const MIN_SIDE_PX = 1;
/** Overlap from which two boxes of one class are the same box drawn twice. */
export const DUPLICATE_IOU = 0.98;
/** Overlap from which two boxes probably mean one insect. */
export const OVERLAP_IOU = 0.9;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Cuts boxes at the border, removes those drawn twice, and says what cannot be put right. */
export function judgeBoxes(boxes: readonly PlacedBox[], size: Size): JudgedBoxes {
  const findings: Finding[] = [];
  const problems: string[] = [];
  const kept: PlacedBox[] = [];
  for (const box of boxes) {
    const clipped = clipBox(box, size);
    const problem = findProblem(box, clipped);
    if (problem !== undefined) problems.push(`${box.where}: ${problem}`);
    else {
      if (isOutside(box.xyxy, size))
        findings.push({
          kind: 'clipped-box',
          message: `${box.where}: reached outside the picture, cut off there`,
        });
      const twin = findTwin(kept, clipped, findings);
      if (twin)
        findings.push({ kind: 'duplicate-box', message: `${box.where}: the same box twice, one removed` });
      else kept.push(clipped);
    }
  }
  return { labels: kept.map((box) => toLabel(box, size)), findings, problems };
}

function clipBox(
  { className, xyxy: [x1, y1, x2, y2], where }: PlacedBox,
  { width, height }: Size,
): PlacedBox {
  const clip = (value: number, high: number): number => Math.min(high, Math.max(0, value));
  return { className, where, xyxy: [clip(x1, width), clip(y1, height), clip(x2, width), clip(y2, height)] };
}

function findProblem({ xyxy }: PlacedBox, { xyxy: clipped }: PlacedBox): string | undefined {
  const [x1, y1, x2, y2] = xyxy;
  const title = `box ${xyxy.map((value) => Number(value.toFixed(2))).join(', ')}`;
  if (!(x2 - x1 >= MIN_SIDE_PX - 1e-6 && y2 - y1 >= MIN_SIDE_PX - 1e-6))
    return `${title} has no area (smaller than ${MIN_SIDE_PX} px)`;
  if (areaXyxy(clipped) < MIN_KEPT_SHARE * areaXyxy(xyxy)) return `${title} lies mostly outside the picture`;
  return undefined;
}

function isOutside([x1, y1, x2, y2]: BoxXyxy, { width, height }: Size): boolean {
  return x1 < -ROUNDING_PX || y1 < -ROUNDING_PX || x2 > width + ROUNDING_PX || y2 > height + ROUNDING_PX;
}

function findTwin(kept: readonly PlacedBox[], box: PlacedBox, findings: Finding[]): boolean {
  for (const other of kept) {
    const overlap = iouXyxy(other.xyxy, box.xyxy);
    if (overlap < OVERLAP_IOU) continue;
    const isSame = other.className === box.className;
    if (isSame && overlap >= DUPLICATE_IOU) return true;
    findings.push({
      kind: isSame ? 'overlapping-boxes' : 'two-classes',
      message: isSame
        ? `${box.where}: covers another ${box.className} to ${Math.round(overlap * 100)} %`
        : `${box.where}: ${box.className} and ${other.className} on one place`,
    });
  }
  return false;
}

function toLabel({ className, xyxy: [x1, y1, x2, y2] }: PlacedBox, { width, height }: Size): NamedLabel {
  return {
    className,
    cx: (x1 + x2) / 2 / width,
    cy: (y1 + y2) / 2 / height,
    w: (x2 - x1) / width,
    h: (y2 - y1) / height,
  };
}
