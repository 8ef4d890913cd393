'use client';
import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import { createFormats } from '../format/formats.ts';
import type { Formats } from '../format/formats.ts';
import { FORMAT_LOCALE } from '../i18n/locale.ts';

/** Numbers and times of the screens of research; their times are of no site and so in UTC, which is said. */
export function useFormats(): Formats {
  const locale = FORMAT_LOCALE[useLocale()];
  return useMemo(() => createFormats(locale, 'UTC'), [locale]);
}
