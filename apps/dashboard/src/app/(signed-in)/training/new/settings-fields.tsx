'use client';
import { TrainingRunSettings } from '@natiu/contracts';
import type { TrainingKind } from '@natiu/contracts';
import { useTranslations } from 'next-intl';

type Props = {
  kind: TrainingKind;
  settings: TrainingRunSettings;
  onChange: (settings: TrainingRunSettings) => void;
};

const VARIANTS = TrainingRunSettings.shape.student.unwrap().options;

const WHOLE_NUMBERS = [
  { name: 'epochs', min: 1, max: 2000, step: 1 },
  { name: 'batch', min: 1, max: 256, step: 1 },
  { name: 'imageSize', min: 32, max: 1280, step: 32 },
  { name: 'seed', min: 0, max: 999_999, step: 1 },
] as const;

type NumberName = (typeof WHOLE_NUMBERS)[number]['name'] | 'learningRate' | 'pseudoLabelConfidence';

export function SettingsFields({ kind, settings, onChange }: Props) {
  const t = useTranslations('launch.settings');
  const set = (part: Partial<TrainingRunSettings>) => onChange({ ...settings, ...part });
  const number = (name: NumberName, limits: { min: number; max: number; step: number }) => (
    <label key={name} className="form-row">
      <span>{t(name)}</span>
      <input
        className="field"
        type="number"
        name={name}
        required
        {...limits}
        value={Number.isNaN(settings[name]) ? '' : settings[name]}
        onChange={(event) => set({ [name]: event.target.valueAsNumber })}
      />
    </label>
  );
  const choice = <K extends 'student' | 'teacher' | 'start' | 'augmentation'>(
    name: K,
    label: string,
    options: readonly { value: TrainingRunSettings[K]; label: string }[],
  ) => (
    <label className="form-row">
      <span>{label}</span>
      <select
        className="field"
        name={name}
        value={settings[name]}
        onChange={(event) => {
          const chosen = options.find(({ value }) => value === event.target.value);
          if (chosen) set({ [name]: chosen.value });
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
  const variants = VARIANTS.map((value) => ({ value, label: `YOLOv8 ${value}` }));
  return (
    <fieldset className="card grid gap-4 p-4 sm:grid-cols-2 lg:grid-cols-4">
      <legend className="sr-only">{t('title')}</legend>
      {choice('student', t('student'), variants)}
      {kind !== 'normal' && choice('teacher', t('teacher'), variants)}
      {WHOLE_NUMBERS.map(({ name, ...limits }) => number(name, limits))}
      {number('learningRate', { min: 0.0001, max: 1, step: 0.0001 })}
      {choice('start', t('start'), [
        { value: 'random', label: t('starts.random') },
        { value: 'base', label: t('starts.base') },
      ])}
      {choice('augmentation', t('augmentation'), [
        { value: 'online', label: t('augmentations.online') },
        { value: 'study', label: t('augmentations.study') },
      ])}
      {kind === 'distilled-retrained' && number('pseudoLabelConfidence', { min: 0, max: 1, step: 0.05 })}
      {kind !== 'normal' && <DistilChoice settings={settings} onChange={onChange} />}
    </fieldset>
  );
}

const WAYS = ['response', 'features'] as const;

function DistilChoice({ settings, onChange }: Omit<Props, 'kind'>) {
  const t = useTranslations('launch.settings');
  const toggle = (way: (typeof WAYS)[number]) => {
    const distil = WAYS.filter((name) => (name === way) !== settings.distil.includes(name));
    // At least one way is left: a distillation that passes nothing on is none.
    if (distil.length > 0) onChange({ ...settings, distil });
  };
  return (
    <div className="form-row" role="group" aria-label={t('distil')}>
      <span>{t('distil')}</span>
      <span className="flex min-h-[42px] flex-wrap items-center gap-4">
        {WAYS.map((way) => (
          <label key={way} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-5"
              checked={settings.distil.includes(way)}
              onChange={() => toggle(way)}
            />
            {t(`ways.${way}`)}
          </label>
        ))}
      </span>
    </div>
  );
}
