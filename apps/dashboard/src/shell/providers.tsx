'use client';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import type { Locale } from '../i18n/locale.ts';
import type { Messages } from '../i18n/messages.ts';
import { ApiProvider } from '../trpc/client.tsx';

export function Providers(props: { locale: Locale; messages: Messages; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale={props.locale} messages={props.messages} timeZone="UTC">
      <ApiProvider>{props.children}</ApiProvider>
    </NextIntlClientProvider>
  );
}
