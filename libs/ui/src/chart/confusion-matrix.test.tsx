import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ConfusionMatrix, normaliseColumns } from './confusion-matrix.tsx';

describe('the confusion matrix', () => {
  it('shares out each true class, and gives no share where there was none of it', () => {
    const shares = normaliseColumns([
      [3, 0],
      [1, 0],
    ]);
    expect(shares).toEqual([
      [0.75, null],
      [0.25, null],
    ]);
  });
  it('says the counts in words of a table, with the diagonal marked', () => {
    const html = renderToStaticMarkup(
      <ConfusionMatrix
        matrix={[
          [3, 1],
          [2, 0],
        ]}
        names={['Female', 'none']}
        labels={{ caption: 'c', predicted: 'p', truth: 't' }}
        formatCount={String}
        formatShare={(share) => `${Math.round(share * 100)}%`}
      />,
    );
    expect(html).toMatch(/data-right="true"[^>]*>3<small>60%/);
    expect(html).toMatch(/data-right="false"[^>]*>1<small>100%/);
  });
});
