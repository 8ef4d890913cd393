'use client';
import { useRef, useState } from 'react';
import type { CSSProperties, PointerEvent as ReactPointerEvent } from 'react';
import { CORNERS, boxBetween, cornerOf, dragCorner, moveBox } from './box-geometry.ts';
import type { BoxShares, Corner, Point } from './box-geometry.ts';
import { styleOfBox } from './box-style.ts';
import type { ShownBox } from './boxed-picture.tsx';

export type BoxEditorProps = {
  src: string;
  alt: string;
  width: number;
  height: number;
  /** What to show of the picture, as shares of it; all of it by default. */
  view?: { x: number; y: number; size: number };
  others: readonly ShownBox[];
  active: (BoxShares & { className: string }) | undefined;
  /** Pressing beside the box begins another one in its place. */
  drawing: boolean;
  onChange: (box: BoxShares) => void;
};

type Grip =
  | { kind: 'draw'; from: Point }
  | { kind: 'move'; from: Point; box: BoxShares }
  | { kind: 'corner'; corner: Corner; box: BoxShares };

/** Where the pointer is, as shares of the whole picture. */
function pointIn(svg: SVGSVGElement, event: ReactPointerEvent, view: { x: number; y: number; size: number }) {
  const area = svg.getBoundingClientRect();
  return {
    x: view.x + ((event.clientX - area.left) / area.width) * view.size,
    y: view.y + ((event.clientY - area.top) / area.height) * view.size,
  };
}

const WHOLE = { x: 0, y: 0, size: 1 };

/** One box to decide on: drag it, drag its corners, or draw another one. Keys are the screen's business. */
export function BoxEditor(props: BoxEditorProps) {
  const { width, height, active, drawing, view = WHOLE } = props;
  const svg = useRef<SVGSVGElement>(null);
  const grip = useRef<Grip>(undefined);
  const [draft, setDraft] = useState<BoxShares>();

  const start = (event: ReactPointerEvent, next: (at: Point) => Grip) => {
    if (!svg.current || event.button !== 0) return;
    event.stopPropagation();
    svg.current.setPointerCapture(event.pointerId);
    grip.current = next(pointIn(svg.current, event, view));
  };
  const drag = (event: ReactPointerEvent) => {
    if (!svg.current || !grip.current) return;
    const at = pointIn(svg.current, event, view);
    const { current } = grip;
    if (current.kind === 'draw') setDraft(boxBetween(current.from, at));
    else if (current.kind === 'corner') setDraft(dragCorner(current.box, current.corner, at));
    else setDraft(moveBox(current.box, { x: at.x - current.from.x, y: at.y - current.from.y }));
  };
  const end = () => {
    grip.current = undefined;
    setDraft(undefined);
    if (draft) props.onChange(draft);
  };

  const className = active?.className ?? 'Undefined';
  const shown = draft ?? active;
  return (
    <div
      className="box-editor"
      data-drawing={drawing}
      style={{ aspectRatio: `${width} / ${height}`, '--ratio': width / height } as CSSProperties}
    >
      <svg
        ref={svg}
        viewBox={`${view.x * width} ${view.y * height} ${view.size * width} ${view.size * height}`}
        role="img"
        aria-label={props.alt}
        onPointerDown={(event) => drawing && start(event, (from) => ({ kind: 'draw', from }))}
        onPointerMove={drag}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <image href={props.src} width={width} height={height} preserveAspectRatio="none" />
        {props.others.map((box) => (
          <EditorBox key={box.id} box={box} size={{ width, height }} className={box.className} faint />
        ))}
        {shown && (
          <EditorBox
            box={shown}
            size={{ width, height }}
            className={className}
            onPointerDown={(event) => start(event, (from) => ({ kind: 'move', from, box: shown }))}
          />
        )}
        {shown &&
          CORNERS.map((corner) => {
            const at = cornerOf(shown, corner);
            return (
              <circle
                key={corner}
                cx={at.x * width}
                cy={at.y * height}
                r={Math.max(width, height) * view.size * 0.012}
                className={`box-corner box-corner-${corner}`}
                onPointerDown={(event) => start(event, () => ({ kind: 'corner', corner, box: shown }))}
              />
            );
          })}
      </svg>
    </div>
  );
}

function EditorBox(props: {
  box: BoxShares;
  size: { width: number; height: number };
  className: string;
  faint?: boolean;
  onPointerDown?: ((event: ReactPointerEvent) => void) | undefined;
}) {
  const { box, size, faint, onPointerDown } = props;
  const { color, dash } = styleOfBox(props.className);
  const place = {
    x: (box.cx - box.w / 2) * size.width,
    y: (box.cy - box.h / 2) * size.height,
    width: box.w * size.width,
    height: box.h * size.height,
  };
  return (
    <g opacity={faint ? 0.45 : 1} onPointerDown={onPointerDown} className={onPointerDown && 'box-movable'}>
      <rect {...place} className="box-halo" />
      <rect {...place} className="box-line" stroke={color} strokeDasharray={dash} />
    </g>
  );
}
