/** `npm run e2e`: what people do, in a real browser, against everything that `npm start` runs. */
import assert from 'node:assert/strict';
import { doorChecks, rateLimitChecks } from './door-checks.ts';
import { fleetChecks } from './fleet-checks.ts';
import { openBrowser } from './open-browser.ts';
import { overviewChecks } from './overview-checks.ts';
import { researcherChecks } from './researcher-checks.ts';
import { runChecks } from './run-checks.ts';
import { startStack } from './start-stack.ts';

async function main(): Promise<{ passed: number; failed: number }> {
  const stack = await startStack();
  let stopped = false;
  const stop = () => {
    stopped = true;
    return stack.stop();
  };
  const browser = await openBrowser().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  try {
    return await runChecks(
      [
        ...doorChecks(stack, browser),
        ...overviewChecks(stack, browser),
        ...fleetChecks(stack, browser),
        ...researcherChecks(stack, browser),
        ...rateLimitChecks(stack, browser),
        {
          name: 'the browser had nothing to complain about: no script error, nothing blocked',
          run: async () => assert.deepEqual(browser.complaints, []),
        },
        {
          name: 'Ctrl-C stops everything',
          run: async () => {
            await browser.page.goto('about:blank');
            await stop();
            await assert.rejects(fetch(`${stack.address}/api/health`));
          },
        },
      ],
      (name) => browser.takePicture(`failed-${name}`),
    );
  } finally {
    await browser.close();
    if (!stopped) await stop();
  }
}

let tally = { passed: 0, failed: 1 };
try {
  tally = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
