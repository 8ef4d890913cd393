import assert from 'node:assert/strict';
import { HealthResponse } from '@natiu/contracts';
import type { Browser } from './open-browser.ts';
import type { Check } from './run-checks.ts';
import type { Stack } from './start-stack.ts';
import { fillSignIn } from './steps.ts';

/** What strangers meet. */
export function doorChecks(stack: Stack, { page, takePicture }: Browser): Check[] {
  return [
    {
      name: 'health answers without sign-in, in the shape of its contract',
      run: async () => {
        const response = await fetch(`${stack.address}/api/health`);
        assert.equal(HealthResponse.parse(await response.json()).status, 'ok');
      },
    },
    {
      name: 'a stranger gets the sign-in page instead of a screen, and nothing from the api',
      run: async () => {
        for (const path of ['/', '/fleet', '/people']) {
          await page.goto(stack.address + path);
          assert.match(page.url(), /sign-in/);
        }
        const response = await fetch(`${stack.address}/api/trpc/fleet.traps`);
        assert.equal(response.status, 401);
        await takePicture('sign-in');
      },
    },
    {
      name: 'nobody can register themselves',
      run: async () => {
        const response = await fetch(`${stack.address}/api/auth/sign-up/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: stack.address },
          body: JSON.stringify({ email: 'x@example.org', password: 'x'.repeat(16), name: 'x' }),
        });
        assert.ok(response.status >= 400, `sign-up answered ${response.status}`);
      },
    },
    {
      name: 'scripts from elsewhere are forbidden by the page itself',
      run: async () => {
        const policy = (await fetch(`${stack.address}/sign-in`)).headers.get('content-security-policy') ?? '';
        assert.match(policy, /script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
        assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
      },
    },
    {
      name: 'a wrong password is told in plain words',
      run: async () => {
        await page.goto(`${stack.address}/sign-in`);
        await fillSignIn(page, 'viewer@natiu.local', 'not-the-password');
        await page.getByRole('alert').getByText('no coinciden').waitFor();
      },
    },
  ];
}

/** Last, because this browser then has to wait a minute before it may try again. */
export function rateLimitChecks(stack: Stack, { page }: Browser): Check[] {
  return [
    {
      name: 'somebody who guesses passwords has to wait, and is told for how long',
      run: async () => {
        await page.goto(`${stack.address}/sign-in`);
        const alert = page.getByText(/Wait \d+ seconds|Espere \d+ segundos/);
        for (let tries = 0; tries < 15 && !(await alert.isVisible()); tries += 1) {
          const answered = page.waitForResponse(/sign-in\/email/);
          await fillSignIn(page, 'viewer@natiu.local', `guess-number-${tries}`);
          await answered;
          await page.locator('button[type=submit]:not([disabled])').waitFor();
        }
        await alert.waitFor();
      },
    },
  ];
}
