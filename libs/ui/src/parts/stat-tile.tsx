import type { ReactNode } from 'react';

/** One figure with its name and unit. `mark` is the shape and colour that means the same in map and chart. */
export function StatTile(props: {
  name: string;
  value: ReactNode;
  unit?: ReactNode;
  hint?: ReactNode;
  mark?: ReactNode;
  testId?: string;
}) {
  return (
    <div className="stat-tile" data-testid={props.testId}>
      <dt>
        {props.mark} {props.name}
      </dt>
      <dd>
        <span className="stat-value">{props.value}</span>
        {props.unit && <span className="stat-unit">{props.unit}</span>}
      </dd>
      {props.hint && <dd className="stat-hint">{props.hint}</dd>}
    </div>
  );
}
