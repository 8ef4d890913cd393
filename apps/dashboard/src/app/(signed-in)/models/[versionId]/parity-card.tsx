'use client';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { VersionView } from '../../../../learn/wire-types.ts';

function scientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

/** The file beside the graph that was trained: both must say the same on the same pictures. */
export function ParityCard({ version }: { version: VersionView }) {
  const t = useTranslations('registry.parityCard');
  const formats = useFormats();
  const { parity } = version;
  const rows = [
    { name: t('score'), found: parity.largestScoreDifference, allowed: parity.tolerance.score },
    { name: t('box'), found: parity.largestBoxDifference, allowed: parity.tolerance.box },
  ];
  return (
    <section className="card grid gap-2 p-4" aria-labelledby="parity-title">
      <h2 id="parity-title" className="font-semibold">
        {parity.passed ? `✓ ${t('passed')}` : `✗ ${t('failed')}`}
      </h2>
      <p className="muted text-[14px]">
        {t('text', { count: parity.pictures, n: formats.count(parity.pictures) })}
      </p>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('difference')}</th>
            <th scope="col" className="number">
              {t('found')}
            </th>
            <th scope="col" className="number">
              {t('allowed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="number">{scientific(row.found)}</td>
              <td className="number">{scientific(row.allowed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted text-[13px]">{t('signed', { key: version.keyId })}</p>
    </section>
  );
}
