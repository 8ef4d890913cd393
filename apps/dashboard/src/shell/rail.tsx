'use client';
import { mayActAs } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Logo } from './logo.tsx';
import { SECTIONS } from './sections.ts';
import type { Section } from './sections.ts';

const ICONS: Record<Section['name'], ReactNode> = {
  map: <path d="M3 5.5 8 3.5l6 2.5 5-2v13l-5 2-6-2.5-5 2zM8 3.5v13M14 6v13" />,
  traps: <path d="M4 4h14l-5 7v7H9v-7zM7 7.5h8" />,
  datasets: (
    <path d="M3 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM3 6v10c0 1.7 3.6 3 8 3s8-1.3 8-3V6M3 11c0 1.7 3.6 3 8 3s8-1.3 8-3" />
  ),
  review: <path d="M3 8V3h5M14 3h5v5M19 14v5h-5M8 19H3v-5M7.5 11.2l2.4 2.4 4.8-5" />,
  runs: <path d="M3 3v16h16M6 7c2 7 5 8.5 12 9M6 14.5c3-1 5-4.5 11-7" />,
  models: <path d="M11 3v4M4 17v-3l7-3 7 3v3M11 7v4M4 19h.01M11 14v5M18 19h.01" />,
  people: (
    <path d="M8 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 10zM2 18.5c0-3.4 2.6-5.5 6-5.5s6 2.1 6 5.5M15 10a3 3 0 0 0 0-6M16 13c2.6.5 4 2.4 4 5.5" />
  ),
};

function Icon({ name }: { name: Section['name'] }) {
  return (
    <svg
      width="22"
      height="22"
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {ICONS[name]}
    </svg>
  );
}

/** A section is also the current one on the pages below it. */
function isInside(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`));
}

/** Left on wide screens, at the bottom on phones; shows only what the person's roles may open. */
export function Rail({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations('nav');
  const path = usePathname();
  const visible = SECTIONS.filter((section) => mayActAs(roles, section.role));
  return (
    <nav className="rail" aria-label={t('label')}>
      <Link href="/" className="rail-brand">
        <Logo />
        <span>Natiu</span>
      </Link>
      <ul>
        {visible.map((section, index) => (
          <li key={section.href}>
            {visible[index - 1]?.group !== section.group && (
              <span className="rail-group">{t(section.group)}</span>
            )}
            <Link href={section.href} aria-current={isInside(path, section.href) ? 'page' : undefined}>
              <Icon name={section.name} />
              {t(section.name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
