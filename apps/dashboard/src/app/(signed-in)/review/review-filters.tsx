'use client';
import { SPLITS } from '@natiu/contracts';
import type { PictureFilter } from '@natiu/contracts';
import { CLASS_NAMES } from '@natiu/domain';
import { useTranslations } from 'next-intl';

/** What to review first; lowest confidence comes first in any case. */
export function ReviewFilters(props: { filter: PictureFilter; onChange: (filter: PictureFilter) => void }) {
  const { filter, onChange } = props;
  const t = useTranslations('review');
  const tData = useTranslations('datasets');
  const tClasses = useTranslations('site.classes');
  return (
    <div className="flex flex-wrap items-end gap-3">
      <label className="filter">
        <span>{t('class')}</span>
        <select
          className="field"
          value={filter.className ?? ''}
          onChange={(event) => {
            const className = CLASS_NAMES.find((name) => name === event.target.value);
            onChange({ ...filter, className });
          }}
        >
          <option value="">{tData('filters.all')}</option>
          {CLASS_NAMES.map((name) => (
            <option key={name} value={name}>
              {tClasses(name)}
            </option>
          ))}
        </select>
      </label>
      <label className="filter">
        <span>{tData('filters.split')}</span>
        <select
          className="field"
          value={filter.split ?? ''}
          onChange={(event) => {
            const split = SPLITS.find((name) => name === event.target.value);
            onChange({ ...filter, split });
          }}
        >
          <option value="">{tData('filters.all')}</option>
          {SPLITS.map((name) => (
            <option key={name} value={name}>
              {tData(`splits.${name}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
