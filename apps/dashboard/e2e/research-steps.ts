import type { Page } from 'playwright-core';
import { waitUntil } from './steps.ts';

/** A training of a tiny network on two busy cores, and the jobs around it. */
const JOB_MS = 6 * 60_000;

export type TinyRun = {
  kind: 'normal' | 'distilled' | 'distilled-retrained';
  modelName: string;
  title: string;
  epochs: number;
};

/** Sends files through the import form and waits until the worker has taken them in. */
export async function importFiles(page: Page, files: string | string[], expected: number): Promise<void> {
  const details = page.locator('details:has(input[name=files])');
  if (!(await details.evaluate((element) => (element as HTMLDetailsElement).open))) {
    await details.locator('summary').click();
  }
  await details.locator('input[name=files]').setInputFiles(files);
  await details.locator('button[type=submit]').click();
  await waitUntil(
    () => countPictures(page),
    (count) => count === expected,
    JOB_MS,
  );
}

async function countPictures(page: Page): Promise<number> {
  const tile = page.getByTestId('tile-pictures').locator('.stat-value');
  if ((await tile.count()) === 0) return 0;
  return Number((await tile.innerText()).replaceAll(/\D/g, ''));
}

/** Freezes what is there and waits for the new version's line. */
export async function freeze(page: Page, version: number): Promise<void> {
  await page.locator('form:has(input[name=note]) button[type=submit]').click();
  await page
    .getByTestId('versions')
    .getByRole('link', { name: `v${version}`, exact: true })
    .waitFor();
}

/** Fills the launch form for the newest version and follows the run to its page. */
export async function launchTiny(page: Page, address: string, run: TinyRun): Promise<string> {
  await page.goto(`${address}/training/new`);
  await page.locator(`input[name=kind][value=${run.kind}]`).check();
  await page.locator('input[name=modelName]').fill(run.modelName);
  await page.locator('input[name=title]').fill(run.title);
  await page.locator('select[name=student]').selectOption('tiny');
  if (run.kind !== 'normal') await page.locator('select[name=teacher]').selectOption('tiny');
  await page.locator('input[name=epochs]').fill(String(run.epochs));
  await page.locator('input[name=imageSize]').fill('96');
  await page.locator('input[name=batch]').fill('4');
  await page.locator('input[name=learningRate]').fill('0.03');
  await page.getByTestId('estimate').waitFor();
  await page.locator('form button[type=submit]').click();
  await page.waitForURL(/\/training\/[0-9a-f-]{36}$/);
  return page.url();
}

/** Waits on the open page, which must show the end without being loaded again. */
export async function waitForEnd(page: Page): Promise<void> {
  const state = () => page.getByTestId('run').getAttribute('data-state');
  const end = await waitUntil(
    state,
    (now) => !['queued', 'running', 'interrupted'].includes(now ?? ''),
    JOB_MS,
  );
  if (end === 'succeeded') return;
  throw new Error(`the run ended as "${end}": ${await page.locator('.banner').allInnerTexts()}`);
}

export async function readRemaining(page: Page): Promise<number> {
  return Number(await page.getByTestId('review-remaining').getAttribute('data-remaining'));
}
