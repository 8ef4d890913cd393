import type { ModelRow } from '@natiu/contracts';
import { createFormats } from '../../../format/formats.ts';
import { FORMAT_LOCALE } from '../../../i18n/locale.ts';
import { getServerTranslator, readLocale } from '../../../i18n/server.ts';

/** All hashes that traps mention, registered or not. */
export async function FleetModels({ models }: { models: readonly ModelRow[] }) {
  const [t, locale] = await Promise.all([getServerTranslator(), readLocale()]);
  const formats = createFormats(FORMAT_LOCALE[locale], 'UTC');
  const metric = (value: number | null) => (value === null ? '–' : formats.metric(value));
  return (
    <div className="card overflow-x-auto">
      <table className="data-table stack-table">
        <thead>
          <tr>
            <th scope="col">{t('models.name')}</th>
            <th scope="col">{t('models.hash')}</th>
            <th scope="col">{t('models.data')}</th>
            <th scope="col" className="number">
              {t('models.map50')}
            </th>
            <th scope="col" className="number">
              {t('models.map5095')}
            </th>
            <th scope="col" className="number">
              {t('models.traps')}
            </th>
            <th scope="col">{t('models.seen')}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.sha256}>
              <th scope="row">
                <span className="font-medium">{model.name ?? t('models.unnamed')}</span>
                {model.architecture && (
                  <span className="muted block text-[12px]">
                    {model.architecture}
                    {model.imageSize && ` · ${model.imageSize} px`}
                  </span>
                )}
              </th>
              <td data-label={t('models.hash')}>
                <code title={model.sha256}>{model.sha256.slice(0, 12)}</code>
              </td>
              <td data-label={t('models.data')}>{t(`models.dataKinds.${model.dataKind}`)}</td>
              <td className="number" data-label={t('models.map50')}>{metric(model.map50)}</td>
              <td className="number" data-label={t('models.map5095')}>{metric(model.map50To95)}</td>
              <td className="number" data-label={t('models.traps')}>{formats.count(model.trapsUsing)}</td>
              <td className="whitespace-nowrap" data-label={t('models.seen')}>{formats.date(model.registeredAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
