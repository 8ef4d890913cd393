import { describe, expect, it } from 'vitest';
import { judgeSignIn } from './judge-sign-in.ts';

describe('judgeSignIn', () => {
  it('lets people in on success only', () => {
    expect(judgeSignIn(200, null)).toBeUndefined();
    expect(judgeSignIn(500, null)).toEqual({ kind: 'unreachable' });
  });
  it('says the same for a wrong password and for an unknown e-mail', () => {
    expect(judgeSignIn(401, null)).toEqual(judgeSignIn(400, null));
  });
  it('says how long to wait, also when the server does not', () => {
    expect(judgeSignIn(429, '42')).toEqual({ kind: 'tooMany', seconds: 42 });
    expect(judgeSignIn(429, null)).toEqual({ kind: 'tooMany', seconds: 60 });
  });
});
