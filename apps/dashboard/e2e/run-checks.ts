export type Check = { name: string; run: () => Promise<void> };

/** One after the other, each on its own: a failure is told and the rest still runs. */
export async function runChecks(checks: readonly Check[], onFailure: (name: string) => Promise<void>) {
  let passed = 0;
  let failed = 0;
  for (const check of checks) {
    const startedAt = performance.now();
    try {
      await check.run();
      passed += 1;
      console.log(`  ok      ${check.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(
        `  FAILED  ${check.name}\n          ${error instanceof Error ? error.message : String(error)}`,
      );
      await onFailure(check.name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()).catch(() => undefined);
    }
  }
  return { passed, failed };
}
