import { cookies, headers } from 'next/headers';
import { createTranslator } from 'next-intl';
import { LOCALE_COOKIE, THEME_COOKIE, chooseLocale, chooseTheme } from './locale.ts';
import type { Locale, Theme } from './locale.ts';
import { MESSAGES } from './messages.ts';

export async function readLocale(): Promise<Locale> {
  return chooseLocale((await cookies()).get(LOCALE_COOKIE)?.value, (await headers()).get('accept-language'));
}

export async function readTheme(): Promise<Theme> {
  return chooseTheme((await cookies()).get(THEME_COOKIE)?.value);
}

/** Translations for what is rendered on the server only. */
export async function getServerTranslator() {
  const locale = await readLocale();
  return createTranslator({ locale, messages: MESSAGES[locale] });
}
