import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getServerTranslator, readTheme } from '../../i18n/server.ts';
import { readUser } from '../../server/context.ts';
import { Logo } from '../../shell/logo.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { SignInForm } from './sign-in-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('signIn.submit') };
}

export default async function SignInPage() {
  if (await readUser(await headers())) redirect('/');
  const [t, theme] = await Promise.all([getServerTranslator(), readTheme()]);
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] p-4">
      <div className="flex justify-end gap-2">
        <LanguageSwitch />
        <ThemeSwitch theme={theme} />
      </div>
      <div className="m-auto w-full max-w-md py-8">
        <div className="mb-6 flex items-center gap-3">
          <Logo size={44} />
          <div>
            <p className="text-2xl font-bold tracking-tight">Natiu</p>
            <p className="muted text-sm">{t('app.tagline')}</p>
          </div>
        </div>
        <div className="card p-6 sm:p-8">
          <h1 className="text-xl font-semibold">{t('signIn.title')}</h1>
          <p className="muted mb-5">{t('signIn.intro')}</p>
          <SignInForm />
        </div>
        <p className="muted mt-4 px-1 text-sm">{t('signIn.noAccount')}</p>
      </div>
    </main>
  );
}
