import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { readLocale, readTheme } from '../i18n/server.ts';
import { MESSAGES } from '../i18n/messages.ts';
import { Providers } from '../shell/providers.tsx';
import './globals.css';

export const metadata: Metadata = { title: { default: 'Natiu', template: '%s · Natiu' } };
export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([readLocale(), readTheme()]);
  return (
    <html lang={locale} data-theme={theme === 'system' ? undefined : theme} suppressHydrationWarning>
      <body>
        <Providers locale={locale} messages={MESSAGES[locale]}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
