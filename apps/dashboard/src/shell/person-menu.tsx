'use client';
import type { Role } from '@natiu/domain';
import { useTranslations } from 'next-intl';

async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => undefined);
  window.location.assign('/sign-in');
}

export function PersonMenu(props: { name: string; email: string; roles: readonly Role[] }) {
  const t = useTranslations('person');
  const role = props.roles.at(-1);
  return (
    <div className="flex items-center gap-3">
      <div className="hidden text-right text-sm leading-tight md:block">
        <p className="font-medium">{props.name}</p>
        <p className="muted" title={props.email}>
          {role ? t(`roles.${role}`) : t('noRole')}
        </p>
      </div>
      <button
        type="button"
        className="button button-quiet px-2.5! text-sm md:px-4! md:text-base"
        onClick={() => void signOut()}
      >
        {t('signOut')}
      </button>
    </div>
  );
}
