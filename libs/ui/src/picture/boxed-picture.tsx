import { styleOfBox } from './box-style.ts';

export type ShownBox = {
  id: string;
  className: string;
  cx: number;
  cy: number;
  w: number;
  h: number;
  /** Written beside the box where there is room. */
  label?: string;
  /** Rejected boxes are crossed out, proposed ones thin. */
  state?: 'proposed' | 'accepted' | 'rejected';
};

export type BoxedPictureProps = {
  src: string;
  alt: string;
  width: number;
  height: number;
  boxes: readonly ShownBox[];
  withLabels?: boolean;
};

/** A picture with its boxes, in the picture's own proportions; lines keep their width at every size. */
export function BoxedPicture({ src, alt, width, height, boxes, withLabels = false }: BoxedPictureProps) {
  return (
    <span className="boxed-picture" style={{ aspectRatio: `${width} / ${height}` }}>
      {/* The picture comes from this server by its hash: there is nothing to optimise or to configure. */}
      <img src={src} alt={alt} loading="lazy" decoding="async" />
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {boxes.map((box) => (
          <BoxMark key={box.id} box={box} size={{ width, height }} />
        ))}
      </svg>
      {withLabels &&
        boxes.map((box) => (
          <span
            key={box.id}
            className="box-label"
            style={{
              left: `${(box.cx - box.w / 2) * 100}%`,
              top: `${(box.cy - box.h / 2) * 100}%`,
              background: styleOfBox(box.className).color,
            }}
          >
            {box.label}
          </span>
        ))}
    </span>
  );
}

function BoxMark({ box, size }: { box: ShownBox; size: { width: number; height: number } }) {
  const { color, dash } = styleOfBox(box.className);
  const x = (box.cx - box.w / 2) * size.width;
  const y = (box.cy - box.h / 2) * size.height;
  const [w, h] = [box.w * size.width, box.h * size.height];
  return (
    <g data-state={box.state} vectorEffect="non-scaling-stroke">
      <rect x={x} y={y} width={w} height={h} className="box-halo" />
      <rect x={x} y={y} width={w} height={h} className="box-line" stroke={color} strokeDasharray={dash} />
      {box.state === 'rejected' && (
        <path d={`M${x} ${y}l${w} ${h}M${x + w} ${y}l${-w} ${h}`} className="box-line" stroke={color} />
      )}
    </g>
  );
}
