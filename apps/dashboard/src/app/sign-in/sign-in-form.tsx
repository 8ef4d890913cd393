'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { judgeSignIn } from './judge-sign-in.ts';
import type { SignInFailure } from './judge-sign-in.ts';

async function sendSignIn(form: FormData): Promise<SignInFailure | undefined> {
  try {
    const response = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: form.get('email'), password: form.get('password') }),
    });
    return judgeSignIn(response.status, response.headers.get('x-retry-after'));
  } catch {
    return { kind: 'unreachable' };
  }
}

export function SignInForm() {
  const t = useTranslations('signIn');
  const [failure, setFailure] = useState<SignInFailure>();
  const [working, setWorking] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setWorking(true);
    setFailure(undefined);
    const failed = await sendSignIn(new FormData(event.currentTarget));
    // A whole new page: nothing of an earlier person stays in memory.
    if (!failed) return window.location.assign('/');
    setFailure(failed);
    setWorking(false);
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <label className="grid gap-1">
        <span className="text-sm font-medium">{t('email')}</span>
        <input className="field" type="email" name="email" autoComplete="username" required />
      </label>
      <label className="grid gap-1">
        <span className="text-sm font-medium">{t('password')}</span>
        <input className="field" type="password" name="password" autoComplete="current-password" required />
      </label>
      {failure && (
        <p role="alert" className="rounded-lg bg-[var(--bad-soft)] px-3 py-2 text-sm">
          {failure.kind === 'tooMany' ? t('tooMany', { seconds: failure.seconds }) : t(failure.kind)}
        </p>
      )}
      <button className="button" type="submit" disabled={working}>
        {working ? t('working') : t('submit')}
      </button>
    </form>
  );
}
