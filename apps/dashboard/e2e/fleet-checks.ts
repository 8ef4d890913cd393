import assert from 'node:assert/strict';
import type { Browser } from './open-browser.ts';
import type { Check } from './run-checks.ts';
import type { Stack } from './start-stack.ts';
import { signIn, signOut, waitUntil } from './steps.ts';

export function fleetChecks(stack: Stack, { page, takePicture }: Browser): Check[] {
  return [
    {
      name: 'the fleet list shows eight traps online, with the hash of the model that they run',
      run: async () => {
        await page.goto(`${stack.address}/fleet`);
        const online = page.getByTestId('trap-table').locator('[data-state=online]');
        await waitUntil(
          () => online.count(),
          (count) => count === 8,
          120_000,
        );
        const health = (await (await fetch(`${stack.address}/api/health`)).json()) as {
          modelHashes: string[];
        };
        const shown = await page.getByTestId('trap-table').locator('code').first().getAttribute('title');
        assert.ok(shown && health.modelHashes.includes(shown), `${shown} is not a model of /api/health`);
        await takePicture('fleet-en');
      },
    },
    {
      name: 'the search finds a trap by its site without accents',
      run: async () => {
        // The rows are there before the script that hears the key: press until the field has the focus.
        const search = page.locator('input[type=search]');
        await waitUntil(
          async () => {
            await page.keyboard.press('/');
            return search.evaluate((field) => field === document.activeElement);
          },
          (focused) => focused,
          10_000,
        );
        await page.keyboard.type('asuncion');
        await waitUntil(
          () => page.getByTestId('trap-table').locator('tbody tr').count(),
          (count) => count === 1,
          5_000,
        );
      },
    },
    {
      name: 'a viewer sees neither research nor people, not even by their address',
      run: async () => {
        for (const path of ['/people', '/models', '/datasets', '/review', '/training']) {
          assert.equal(await page.locator(`nav a[href="${path}"]`).count(), 0);
        }
        await page.goto(`${stack.address}/people`);
        assert.equal(await page.getByText('@natiu.local').count(), 0);
        const status = await page.evaluate(async () => (await fetch('/api/trpc/people.list')).status);
        assert.equal(status, 403);
        const upload = await page.evaluate(
          async () => (await fetch('/api/uploads?name=a.jpg', { method: 'POST', body: 'x' })).status,
        );
        assert.equal(upload, 403);
      },
    },
    {
      name: 'on a phone the map comes first, the rail is a bottom bar and nothing is wider than the screen',
      run: async () => {
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(`${stack.address}/`);
        await page.locator('.site-map[data-ready=true]').waitFor();
        const top = async (selector: string) => (await page.locator(selector).first().boundingBox())!.y;
        assert.ok((await top('.site-map')) < (await top('.stat-tile')));
        assert.ok((await top('nav')) > 700);
        for (const path of ['/', '/fleet']) {
          await page.goto(stack.address + path);
          await page.locator('h1').waitFor();
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wider <= 0, `${path} is ${wider} px too wide`);
          await takePicture(`phone${path.replace('/', '-')}`);
        }
        await page.getByTestId('trap-cards').locator('li').first().waitFor();
        await page.setViewportSize({ width: 1440, height: 900 });
      },
    },
    {
      name: 'signing out ends the session on the server',
      run: async () => {
        await signOut(page);
        await page.goto(`${stack.address}/fleet`);
        await page.waitForURL(/sign-in/);
      },
    },
    {
      name: 'an admin sees models and people',
      run: async () => {
        await signIn(page, stack, 'admin');
        await page.goto(`${stack.address}/models`);
        await page.locator('.data-table code').first().waitFor();
        await page.goto(`${stack.address}/people`);
        await page.getByText('viewer@natiu.local').waitFor();
        await takePicture('people');
        await signOut(page);
      },
    },
  ];
}
