'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
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

export function ThemeSwitch({ theme }: { theme: Theme }) {
  const t = useTranslations('preferences');
  const router = useRouter();
  return (
    <label className="inline-flex">
      <span className="sr-only">{t('theme')}</span>
      <select
        className="field min-h-[40px]! w-auto! text-sm"
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme;
          remember(THEME_COOKIE, next);
          applyTheme(next);
          router.refresh();
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
