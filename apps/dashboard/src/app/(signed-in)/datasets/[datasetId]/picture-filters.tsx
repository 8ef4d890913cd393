'use client';
import { BOX_STATES, PICTURE_SOURCES, SPLITS } from '@natiu/contracts';
import type { PictureFilter } from '@natiu/contracts';
import { CLASS_NAMES } from '@natiu/domain';
import { useTranslations } from 'next-intl';
import { endOfDayUtc, startOfDayUtc } from './filter-query.ts';

export type FilterOptions = { sites: { id: string; name: string }[]; traps: string[] };

type Props = {
  filter: PictureFilter;
  options: FilterOptions;
  /** A frozen version has accepted boxes only: there is nothing to choose. */
  frozen: boolean;
  onChange: (filter: PictureFilter) => void;
};

type ChoiceProps = {
  label: string;
  value: string | undefined;
  choices: readonly { value: string; name: string }[];
  onChoose: (value: string | undefined) => void;
};

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  const t = useTranslations('datasets.filters');
  return (
    <label className="filter">
      <span>{label}</span>
      <select
        className="field"
        value={value ?? ''}
        onChange={(event) => onChoose(event.target.value || undefined)}
      >
        <option value="">{t('all')}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ConfidenceField(props: { label: string; value: number | undefined; onSet: (n?: number) => void }) {
  return (
    <label className="filter">
      <span>{props.label}</span>
      <input
        className="field"
        type="number"
        inputMode="decimal"
        min={0}
        max={1}
        step={0.05}
        value={props.value ?? ''}
        onChange={(event) => {
          const { valueAsNumber: value } = event.target;
          props.onSet(Number.isNaN(value) ? undefined : Math.min(1, Math.max(0, value)));
        }}
      />
    </label>
  );
}

export function PictureFilters({ filter, options, frozen, onChange }: Props) {
  const t = useTranslations('datasets');
  const tClasses = useTranslations('site.classes');
  const set = (part: Partial<Record<keyof PictureFilter, string | number | undefined>>) =>
    onChange({ ...filter, ...part } as PictureFilter);
  return (
    <fieldset className="filters" aria-label={t('filters.title')}>
      <Choice
        label={t('filters.class')}
        value={filter.className}
        choices={CLASS_NAMES.map((value) => ({ value, name: tClasses(value) }))}
        onChoose={(className) => set({ className })}
      />
      {!frozen && (
        <>
          <Choice
            label={t('filters.state')}
            value={filter.state}
            choices={BOX_STATES.map((value) => ({ value, name: t(`boxStates.${value}`) }))}
            onChoose={(state) => set({ state })}
          />
          <ConfidenceField
            label={t('filters.minConfidence')}
            value={filter.minConfidence}
            onSet={(minConfidence) => set({ minConfidence })}
          />
          <ConfidenceField
            label={t('filters.maxConfidence')}
            value={filter.maxConfidence}
            onSet={(maxConfidence) => set({ maxConfidence })}
          />
        </>
      )}
      <Choice
        label={t('filters.split')}
        value={filter.split}
        choices={SPLITS.map((value) => ({ value, name: t(`splits.${value}`) }))}
        onChoose={(split) => set({ split })}
      />
      <Choice
        label={t('filters.source')}
        value={filter.source}
        choices={PICTURE_SOURCES.map((value) => ({ value, name: t(`sources.${value}`) }))}
        onChoose={(source) => set({ source })}
      />
      {options.sites.length > 0 && (
        <Choice
          label={t('filters.site')}
          value={filter.siteId}
          choices={options.sites.map(({ id, name }) => ({ value: id, name }))}
          onChoose={(siteId) => set({ siteId })}
        />
      )}
      {options.traps.length > 0 && (
        <Choice
          label={t('filters.trap')}
          value={filter.trapId}
          choices={options.traps.map((id) => ({ value: id, name: id }))}
          onChoose={(trapId) => set({ trapId })}
        />
      )}
      <label className="filter">
        <span>{t('filters.from')}</span>
        <input
          className="field"
          type="date"
          value={filter.fromUtc?.slice(0, 10) ?? ''}
          onChange={(event) => set({ fromUtc: startOfDayUtc(event.target.value) })}
        />
      </label>
      <label className="filter">
        <span>{t('filters.to')}</span>
        <input
          className="field"
          type="date"
          value={filter.toUtc?.slice(0, 10) ?? ''}
          onChange={(event) => set({ toUtc: endOfDayUtc(event.target.value) })}
        />
      </label>
    </fieldset>
  );
}
