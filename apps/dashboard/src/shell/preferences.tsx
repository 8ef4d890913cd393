'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { LOCALES, LOCALE_COOKIE, THEMES, THEME_COOKIE } from '../i18n/locale.ts';
import type { Theme } from '../i18n/locale.ts';

const YEAR_S = 365 * 86_400;

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event('natiu-theme'));
}

const LANGUAGE_NAMES = { es: 'Español', en: 'English' } as const;

export function LanguageSwitch() {
  const t = useTranslations('preferences');
  const locale = useLocale();
  const router = useRouter();
  return (
    <div className="segmented" role="group" aria-label={t('language')}>
      {LOCALES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          title={LANGUAGE_NAMES[code]}
          aria-label={LANGUAGE_NAMES[code]}
          aria-pressed={locale === code}
          onClick={() => {
            remember(LOCALE_COOKIE, code);
            router.refresh();
          }}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

const THEME_ICONS: Record<Theme, ReactNode> = {
  system: <path d="M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14" />,
  light: (
    <path d="M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4" />
  ),
  dark: <path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z" />,
};

/** One button that goes round: as the system, light, dark. */
export function ThemeSwitch({ theme: initial }: { theme: Theme }) {
  const t = useTranslations('preferences');
  const [theme, setTheme] = useState(initial);
  const label = t('themeIs', { theme: t(theme) });
  const goOn = () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
    remember(THEME_COOKIE, next);
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      className="button button-quiet w-10 px-0!"
      aria-label={label}
      title={label}
      onClick={goOn}
    >
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill={theme === 'system' ? 'currentColor' : 'none'}
        fillOpacity={0.25}
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        aria-hidden="true"
      >
        {THEME_ICONS[theme]}
      </svg>
    </button>
  );
}
