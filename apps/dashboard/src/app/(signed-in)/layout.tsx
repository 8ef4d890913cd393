import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { getServerTranslator, readTheme } from '../../i18n/server.ts';
import { readUser } from '../../server/context.ts';
import { Logo } from '../../shell/logo.tsx';
import { PersonMenu } from '../../shell/person-menu.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { Rail } from '../../shell/rail.tsx';
import { Shortcuts } from '../../shell/shortcuts.tsx';

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const user = await readUser(await headers());
  if (!user) redirect('/sign-in');
  const [t, theme] = await Promise.all([getServerTranslator(), readTheme()]);
  return (
    <div className="shell">
      <a href="#content" className="skip-link button">
        {t('app.skip')}
      </a>
      <Rail roles={user.roles} />
      <div className="min-w-0">
        <header className="flex flex-wrap items-center justify-end gap-2 px-4 pt-3 md:px-6">
          <span className="mr-auto flex items-center gap-2 text-lg font-bold md:hidden">
            <Logo size={26} /> Natiu
          </span>
          <Shortcuts roles={user.roles} />
          <LanguageSwitch />
          <ThemeSwitch theme={theme} />
          <PersonMenu name={user.name} email={user.email} roles={user.roles} />
        </header>
        <main id="content" tabIndex={-1} className="px-4 pt-2 pb-8 md:px-6">
          {children}
        </main>
      </div>
    </div>
  );
}
