import { EmptyState } from '@natiu/ui';
import type { Metadata } from 'next';
import { createFormats } from '../../../format/formats.ts';
import { FORMAT_LOCALE } from '../../../i18n/locale.ts';
import { getServerTranslator, readLocale } from '../../../i18n/server.ts';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('people.title') };
}

async function renderPeople() {
  const [t, locale, api] = await Promise.all([getServerTranslator(), readLocale(), getApi()]);
  const formats = createFormats(FORMAT_LOCALE[locale], 'UTC');
  const people = await api.people.list();
  return (
    <div className="grid gap-4">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{t('people.title')}</h1>
        <p className="muted">{t('people.intro')}</p>
      </div>
      {people.length === 0 ? (
        <EmptyState title={t('people.empty.title')} text={t('people.empty.text')} />
      ) : (
        <div className="card overflow-x-auto">
          <table className="data-table stack-table">
            <thead>
              <tr>
                {(['name', 'email', 'roles', 'since', 'lastSignIn'] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(`people.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.id}>
                  <th scope="row">
                    <span className="font-medium">{person.name}</span>
                  </th>
                  <td data-label={t('people.email')}>{person.email}</td>
                  <td data-label={t('people.roles')}>
                    {person.roles.map((role) => t(`person.roles.${role}`)).join(', ') || t('person.noRole')}
                  </td>
                  <td className="whitespace-nowrap" data-label={t('people.since')}>
                    {formats.date(person.createdAt)}
                  </td>
                  <td className="whitespace-nowrap" data-label={t('people.lastSignIn')}>
                    {person.lastSignInAt ? `${formats.dateTime(person.lastSignInAt)} UTC` : t('people.none')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

export default function PeoplePage() {
  return <RolePage role="admin" render={renderPeople} />;
}
