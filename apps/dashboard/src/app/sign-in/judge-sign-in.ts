export type SignInFailure =
  { kind: 'wrong' | 'banned' | 'unreachable' } | { kind: 'tooMany'; seconds: number };

/** What to tell the person, from the answer's status; undefined when they are in. */
export function judgeSignIn(status: number, retryAfter: string | null): SignInFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) {
    const seconds = Number(retryAfter);
    return { kind: 'tooMany', seconds: Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 60 };
  }
  if (status === 403) return { kind: 'banned' };
  // Wrong e-mail, wrong password and unknown person are one answer: nobody learns who has an account.
  if (status === 400 || status === 401 || status === 422) return { kind: 'wrong' };
  return { kind: 'unreachable' };
}
