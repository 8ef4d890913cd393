export const LOCALES = ['es', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_COOKIE = 'natiu-locale';
export const THEME_COOKIE = 'natiu-theme';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The person's own choice first, then the browser's first known language, then Spanish. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  const known = LOCALES.find((locale) => locale === cookie);
  if (known) return known;
  const asked = (acceptLanguage ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  for (const language of asked) {
    const match = LOCALES.find((locale) => locale === language);
    if (match) return match;
  }
  return 'es';
}

export function chooseTheme(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? 'system';
}

/** For `Intl`: how dates and numbers are written where the system is at home. */
export const FORMAT_LOCALE: Record<Locale, string> = { es: 'es-PY', en: 'en-GB' };
