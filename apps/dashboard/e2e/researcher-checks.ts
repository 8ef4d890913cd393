import assert from 'node:assert/strict';
import type { Browser } from './open-browser.ts';
import { makeResearchData } from './research-data.ts';
import type { ResearchData } from './research-data.ts';
import { freeze, importFiles, launchTiny, readRemaining, waitForEnd } from './research-steps.ts';
import type { Check } from './run-checks.ts';
import type { Stack } from './start-stack.ts';
import { signIn, signOut, waitUntil } from './steps.ts';

/** Half an hour of a researcher's day, on pictures that a computer rendered. Each check goes on from the one before. */
export function researcherChecks(stack: Stack, { page, takePicture }: Browser): Check[] {
  let data: ResearchData;
  let datasetUrl = '';
  const runs: string[] = [];
  const toDataset = () => page.goto(datasetUrl);
  return [
    {
      name: 'a researcher is told what to do first, and makes a data set',
      run: async () => {
        data = makeResearchData();
        await signIn(page, stack, 'researcher');
        await page.goto(`${stack.address}/datasets`);
        await page.locator('.empty-state input[name=name]').fill('Rendered e2e');
        await page.locator('select[name=kind]').selectOption('rendered');
        await page.locator('.empty-state button[type=submit]').click();
        await page.waitForURL(/\/datasets\/[0-9a-f-]{36}$/);
        datasetUrl = page.url();
      },
    },
    {
      name: 'an archive of labelled pictures is imported while the page stays open, and freezes as version 1',
      run: async () => {
        await importFiles(page, data.archive, data.labelled);
        await page.getByTestId('pictures').locator('img').first().waitFor();
        await freeze(page, 1);
        await takePicture('dataset');
      },
    },
    {
      name: 'a picture is for researchers only, and is not sent twice',
      run: async () => {
        const src = await page.getByTestId('pictures').locator('img').first().getAttribute('src');
        const stranger = await fetch(stack.address + src);
        assert.equal(stranger.status, 401);
        const [first, again] = await page.evaluate(async (url) => {
          const one = await fetch(url, { cache: 'no-store' });
          const headers = { 'if-none-match': one.headers.get('etag') ?? '' };
          const two = await fetch(url, { cache: 'no-store', headers });
          return [one.status, two.status];
        }, src!);
        assert.deepEqual([first, again], [200, 304]);
      },
    },
    {
      name: 'a distilled run is launched with an estimate and its curves grow live',
      run: async () => {
        runs.push(
          await launchTiny(page, stack.address, {
            kind: 'distilled',
            modelName: 'e2e',
            title: 'First',
            epochs: 30,
          }),
        );
        await page.evaluate(() => Object.assign(window, { stayed: true }));
        await page.getByTestId('curves').waitFor({ timeout: 5 * 60_000 });
        await takePicture('run-live');
        await waitForEnd(page);
        await page.getByTestId('evaluation').waitFor();
        assert.equal(await page.evaluate(() => 'stayed' in window), true);
        await takePicture('run');
      },
    },
    {
      name: 'its model passed the parity gate and becomes candidate, then champion, each after a question',
      run: async () => {
        await page.locator('a[href^="/models/"].button').click();
        await page.getByTestId('model-version').waitFor();
        for (const alias of ['candidate', 'champion']) {
          const card = page.locator('section:has(#promote-title)');
          await card.locator(`button[aria-describedby=why-${alias}]`).click();
          await page.locator('dialog[open] button[type=submit]').click();
          await page.locator(`h1 ~ * .alias-badge[data-alias=${alias}]`).first().waitFor();
        }
        await takePicture('model');
      },
    },
    {
      name: 'the model proposes boxes on pictures without labels',
      run: async () => {
        await toDataset();
        await importFiles(page, data.photographs, data.labelled + data.photographs.length);
        const propose = page.locator('details:has(select):has(input[max="1"][step="0.01"])');
        await propose.locator('summary').click();
        await propose.locator('input[type=number]').fill('0.01');
        await propose.locator('button[type=submit]').click();
        await page.locator('a.button[href^="/review"]').waitFor({ timeout: 3 * 60_000 });
      },
    },
    {
      name: 'labels are reviewed by keyboard alone: accept, class, reject, draw, undo',
      run: async () => {
        await page.locator('a.button[href^="/review"]').click();
        await page.getByTestId('task').waitFor();
        const start = await readRemaining(page);
        const decide = async (key: string, left: number) => {
          const box = await page.getByTestId('task').getAttribute('data-box');
          await page.keyboard.press(key);
          await page.locator(`[data-testid=task]:not([data-box="${box}"])`).waitFor();
          await waitUntil(
            () => readRemaining(page),
            (now) => now === left,
            20_000,
          );
        };
        await decide('a', start - 1);
        await decide('x', start - 2);
        await page.keyboard.press('z');
        await waitUntil(
          () => readRemaining(page),
          (now) => now === start - 1,
          20_000,
        );
        await page.getByTestId('task').waitFor();
        await page.keyboard.press('ArrowRight');
        await decide('Enter', start - 2);
        await page.keyboard.press('d');
        for (const key of ['ArrowLeft', 'Shift+ArrowUp', '3']) await page.keyboard.press(key);
        await page
          .getByTestId('review-progress')
          .getByText(/1 (drawn|dibujados)/)
          .waitFor();
        await takePicture('review');
      },
    },
    {
      name: 'the rest is rejected at once, and the confirmed labels make version 2, which says what changed',
      run: async () => {
        const bulk = page.locator('section:has(#bulk-title)');
        await bulk.locator('.segmented button').nth(1).click();
        await bulk.locator('input[type=number]').fill('1');
        await bulk.locator('button:not([aria-pressed]):not([disabled])').click();
        await page.locator('dialog[open] .button:not(.button-quiet)').click();
        await waitUntil(
          () => readRemaining(page),
          (now) => now === 0,
          60_000,
        );
        await toDataset();
        await freeze(page, 2);
        const change = page.getByTestId('versions').locator('tbody tr').first().locator('td').nth(2);
        assert.match(await change.innerText(), /\+\d/);
      },
    },
    {
      name: 'a second run is compared with the champion on the same pictures before it may follow it',
      run: async () => {
        runs.push(
          await launchTiny(page, stack.address, {
            kind: 'normal',
            modelName: 'e2e',
            title: 'Second',
            epochs: 6,
          }),
        );
        await waitForEnd(page);
        await page.locator('a[href^="/models/"].button').click();
        await page.getByTestId('comparison').waitFor();
        await page.locator('button[aria-describedby=why-candidate]:not([disabled])').waitFor();
        await takePicture('model-comparison');
      },
    },
    {
      name: "runs stand side by side in the study's table",
      run: async () => {
        const ids = runs.map((url) => url.split('/').at(-1)).join(',');
        await page.goto(`${stack.address}/training/compare?runs=${ids}`);
        assert.equal(await page.getByTestId('study-table').locator('tbody tr').count(), 2);
        // A line that lies flat on zero has no height, and is there all the same.
        await page.locator('.lines-chart .recharts-line-curve').nth(1).waitFor({ state: 'attached' });
        await takePicture('compare');
      },
    },
    {
      name: 'every screen of research fits a phone, and answers to its keys',
      run: async () => {
        await page.setViewportSize({ width: 390, height: 844 });
        for (const path of ['/datasets', '/review', '/training', '/training/new', '/models']) {
          await page.goto(stack.address + path);
          await page.locator('main h1, main h2').first().waitFor();
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wider <= 0, `${path} is ${wider} px too wide`);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.locator('main h1').waitFor();
        await waitUntil(
          async () => {
            await page.keyboard.press('g');
            await page.keyboard.press('t');
            return page.url();
          },
          (url) => url.endsWith('/training'),
          20_000,
        );
        await page.keyboard.press('?');
        await page.locator('dialog[open] kbd').first().waitFor();
        await page.keyboard.press('Escape');
        await signOut(page);
        data.remove();
      },
    },
  ];
}
