import { emptyCounts } from '@natiu/domain';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CountsTable } from './chart/counts-table.tsx';
import { SiteMark } from './map/site-mark.tsx';
import { EmptyState, ErrorNotice } from './parts/notices.tsx';
import { StatusBadge } from './parts/status-badge.tsx';

describe('components', () => {
  it('tell a state by word and shape, not by colour alone', () => {
    const shapes = (['online', 'silent', 'never'] as const).map((state) =>
      renderToStaticMarkup(<StatusBadge state={state} word={state} />),
    );
    expect(shapes[0]).toMatch(/<circle.*online/s);
    expect(shapes[1]).toMatch(/<path.*silent/s);
    expect(shapes[2]).toMatch(/<rect.*never/s);
  });

  it('draw what was caught filled, what was observed with none hollow, what was not observed hatched', () => {
    const draw = (state: 'caught' | 'none' | 'not-observed', female: number) =>
      renderToStaticMarkup(
        <SiteMark site={{ state, counts: { ...emptyCounts(), Female: female } }} largestCount={5} />,
      );
    expect(draw('caught', 5).toUpperCase()).toContain('#AA3377');
    expect(draw('none', 0)).toContain('fill="var(--surface)"');
    expect(draw('not-observed', 0)).toContain('<pattern');
  });

  it('write "not observed" in a table instead of zeros', () => {
    const html = renderToStaticMarkup(
      <CountsTable
        series={[{ startUtc: '2026-11-23T00:00:00Z', counts: null, trapNights: 0, modelHashes: [] }]}
        labels={{
          caption: 'c',
          time: 't',
          female: 'f',
          male: 'm',
          unsexed: 'u',
          total: 's',
          trapNights: 'n',
          notObserved: 'not observed',
        }}
        formatTime={String}
        formatCount={String}
        formatNights={String}
      />,
    );
    expect(html).toContain('not observed');
  });

  it('say what to do when empty, and announce an error with its reference', () => {
    expect(renderToStaticMarkup(<EmptyState title="a" text="b" command="npm start" />)).toContain(
      'npm start',
    );
    const error = renderToStaticMarkup(<ErrorNotice title="a" text="b" reference="ABC" />);
    expect(error).toMatch(/role="alert".*ABC/s);
  });
});
