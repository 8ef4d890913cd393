import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser } from './open-browser.ts';
import type { Check } from './run-checks.ts';
import type { Stack } from './start-stack.ts';
import { readTile, signIn, waitUntil } from './steps.ts';

/** Agents need their first pictures and their first interval before a count leaves the trap. */
const FIRST_COUNTS_MS = 4 * 60_000;

export function overviewChecks(stack: Stack, { page, takePicture }: Browser): Check[] {
  return [
    {
      name: 'an official signs in with the printed credentials and lands on the map',
      run: async () => {
        await signIn(page, stack, 'viewer');
        await page.locator('.site-map[data-ready=true]').waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'es');
      },
    },
    {
      name: 'the map and the list show the same eight sites',
      run: async () => {
        assert.equal(await page.locator('.site-map-mark').count(), 8);
        assert.equal(await page.getByTestId('site-list').locator('li').count(), 8);
      },
    },
    {
      name: 'counts arrive and rise on the open page, without reloading it',
      run: async () => {
        await page.evaluate(() => Object.assign(window, { stayed: true }));
        const sexed = async () => (await readTile(page, 'tile-female')) + (await readTile(page, 'tile-male'));
        const first = await waitUntil(sexed, (count) => count > 0, FIRST_COUNTS_MS);
        await waitUntil(sexed, (count) => count > first, 90_000);
        assert.equal(await page.evaluate(() => 'stayed' in window), true);
        await takePicture('overview-es');
      },
    },
    {
      name: 'a site that caught something is a filled circle, and its panel names all five classes',
      run: async () => {
        const caught = page.locator('.site-map-mark:has(svg[data-state=caught])').first();
        await caught.waitFor();
        await page.getByTestId('site-list').locator('button').first().click();
        const panel = page.getByTestId('site-details');
        await panel.waitFor();
        assert.equal(await panel.locator('tbody tr').count(), 5);
        assert.match(page.url(), /site=/);
        await panel.getByRole('button').click();
      },
    },
    {
      name: 'the chart is also a table, and the CSV holds the same buckets',
      run: async () => {
        await page.getByRole('button', { name: 'Tabla' }).click();
        const rows = await page.locator('.table-scroll tbody tr').count();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Descargar CSV' }).click(),
        ]);
        const lines = readFileSync(await download.path(), 'utf8')
          .trimEnd()
          .split('\r\n');
        assert.match(lines[0]!, /^start_utc,bucket_minutes,female,incomplete,male,/);
        assert.ok(Math.abs(lines.length - 1 - rows) <= 1, `${lines.length - 1} lines for ${rows} rows`);
        await page.getByRole('button', { name: 'Gráfico' }).click();
      },
    },
    {
      name: 'rendered pictures are called rendered',
      run: () => page.getByText('generadas por computadora').first().waitFor(),
    },
    {
      name: 'the language switches at once and stays',
      run: async () => {
        await page.getByRole('button', { name: 'English' }).click();
        await page.getByRole('heading', { level: 1, name: 'Mosquitoes by site' }).waitFor();
        await page.reload();
        await page.getByRole('heading', { level: 1, name: 'Mosquitoes by site' }).waitFor();
        await page.locator('.site-map[data-ready=true]').waitFor();
        await takePicture('overview-en');
      },
    },
    {
      name: 'the period is in the link, and the link restores it',
      run: async () => {
        await page.getByRole('link', { name: '7 days' }).click();
        await page.waitForURL(/period=7d/);
        await page.reload();
        await page.locator('a[aria-current=true]', { hasText: '7 days' }).waitFor();
      },
    },
    {
      name: 'twelve weeks are epidemiological ones, or those of ISO when asked',
      run: async () => {
        await page.getByRole('link', { name: '12 weeks' }).click();
        await page.waitForURL(/period=12w/);
        await page
          .locator('.counts-chart')
          .getByText(/^EW \d+$/)
          .first()
          .waitFor();
        await page.locator('select:has(option[value=iso])').selectOption('iso');
        await page.waitForURL(/weeks=iso/);
        await page
          .locator('.counts-chart')
          .getByText(/^ISO \d+$/)
          .first()
          .waitFor();
      },
    },
    {
      name: 'the map stays on its sites when the window becomes as narrow as a phone',
      run: async () => {
        await page.setViewportSize({ width: 390, height: 844 });
        const countOutside = () =>
          page.evaluate(() => {
            const map = document.querySelector('.site-map')!.getBoundingClientRect();
            return [...document.querySelectorAll('.site-map-mark')].filter((mark) => {
              const { left, right, top, bottom } = mark.getBoundingClientRect();
              return left < map.left || right > map.right || top < map.top || bottom > map.bottom;
            }).length;
          });
        await waitUntil(countOutside, (count) => count === 0, 10_000);
        await page.setViewportSize({ width: 1440, height: 900 });
      },
    },
    {
      name: 'keys go to the sections, and ? lists them',
      run: async () => {
        await page.keyboard.press('?');
        await page.locator('dialog[open] kbd').first().waitFor();
        await page.keyboard.press('Escape');
        await page.keyboard.press('g');
        await page.keyboard.press('f');
        await page.waitForURL(/\/fleet$/);
        await page.keyboard.press('g');
        await page.keyboard.press('o');
        await page.waitForURL((url) => url.pathname === '/');
      },
    },
  ];
}
