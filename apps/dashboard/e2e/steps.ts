import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Stack } from './start-stack.ts';

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

export async function signIn(page: Page, stack: Stack, role: string): Promise<void> {
  const person = stack.people.find((candidate) => candidate.role === role);
  assert.ok(person, `npm start printed no sign-in for ${role}`);
  await page.goto(`${stack.address}/sign-in`);
  await fillSignIn(page, person.email, person.password);
  await page.waitForURL((url) => url.pathname === '/');
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Sign out|Cerrar sesión)$/ }).click();
  await page.waitForURL(/sign-in/);
}

/** The figure on a tile, whatever marks its thousands. */
export async function readTile(page: Page, testId: string): Promise<number> {
  const text = await page.getByTestId(testId).locator('.stat-value').innerText();
  return Number(text.replaceAll(/\D/g, ''));
}

/** Asks every second until the answer is right. */
export async function waitUntil<T>(ask: () => Promise<T>, right: (answer: T) => boolean, limitMs: number) {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (performance.now() > end) throw new Error(`after ${limitMs / 1000} s it still is ${String(answer)}`);
    await sleep(1_000);
  }
}
