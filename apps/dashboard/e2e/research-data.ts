import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const TRAINER = join(ROOT, 'apps', 'trainer', 'src', 'main.ts');

export type ResearchData = {
  /** Labelled rendered pictures in three splits, as one archive. */
  archive: string;
  labelled: number;
  /** Rendered pictures that nobody has labelled. */
  photographs: string[];
  remove: () => void;
};

function render(out: string, options: readonly string[]): void {
  execFileSync(process.execPath, [TRAINER, 'render', '--out', out, '--size', '96', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** What a researcher brings: small, so that a whole training takes seconds. */
export function makeResearchData(): ResearchData {
  const folder = mkdtempSync(join(tmpdir(), 'natiu-e2e-research-'));
  const labelled = 50;
  render(join(folder, 'labelled'), ['--pictures', String(labelled), '--seed', '21', '--mean-insects', '2']);
  const archive = join(folder, 'rendered.tgz');
  execFileSync('tar', ['-czf', archive, '-C', join(folder, 'labelled'), '.']);
  const camera = join(folder, 'camera');
  render(camera, ['--pictures', '6', '--seed', '22', '--flat', '--mean-insects', '2']);
  const photographs = readdirSync(camera)
    .filter((name) => /\.jpe?g$/.test(name))
    .map((name) => join(camera, name));
  return { archive, labelled, photographs, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
