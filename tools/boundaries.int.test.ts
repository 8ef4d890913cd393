import { execFileSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Messages that lint gives for one line of code, as if it stood in that file. */
async function lint(file: string, code: string): Promise<string[]> {
  const [result] = await new ESLint({ cwd: ROOT }).lintText(code, { filePath: resolve(ROOT, file) });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

describe('boundaries between libraries are enforced by lint', () => {
  // Without a project graph the boundary rule skips itself, silently.
  beforeAll(() => void execFileSync('npx', ['nx', 'show', 'projects'], { cwd: ROOT, stdio: 'ignore' }));

  it('a trap never imports the database', async () => {
    const rules = await lint('apps/trap-agent/src/main.ts', "import '@natiu/db';\n");
    expect(rules).toContain('@nx/enforce-module-boundaries');
  });

  it('a lower layer never imports a higher one', async () => {
    const rules = await lint('libs/domain/src/index.ts', "import '@natiu/evaluation';\n");
    expect(rules).toContain('@nx/enforce-module-boundaries');
  });

  it('a library that runs anywhere never imports Node', async () => {
    const rules = await lint('libs/evaluation/src/index.ts', "import 'node:fs';\n");
    expect(rules).toContain('no-restricted-imports');
  });

  it('only the library that owns a package imports it', async () => {
    const rules = await lint('apps/trainer/src/main.ts', "import 'onnxruntime-node';\n");
    expect(rules).toContain('no-restricted-imports');
  });

  it('an allowed import passes', async () => {
    const rules = await lint('libs/evaluation/src/index.ts', "export { iouXyxy } from '@natiu/box-ops';\n");
    expect(rules).toEqual([]);
  });
});
