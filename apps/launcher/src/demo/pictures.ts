import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT, programPath } from '../layout.ts';
import { runTool } from '../process/run-tool.ts';
import type { DemoTrap } from './sites.ts';

/** Enough that a replay does not look like one; a few seconds of work. */
const PICTURES_PER_TRAP = 48;

function renderArguments(trap: DemoTrap, folder: string): string[] {
  return [
    ['--out', folder, '--flat'],
    ['--pictures', String(PICTURES_PER_TRAP)],
    ['--seed', String(trap.seed), '--trap-seed', String(trap.seed)],
    ['--female-share', String(trap.femaleShare), '--mean-insects', String(trap.meanInsects)],
  ].flat();
}

/** The rendered pictures of one trap's camera: made once and kept. Returns their folder. */
export async function ensurePictures(
  trap: DemoTrap,
  places: { demoDir: string; logFile: string },
  signal: AbortSignal,
): Promise<string> {
  const home = join(places.demoDir, 'pictures', trap.id);
  const stamp = join(home, 'made-with.json');
  const folder = join(home, 'camera');
  const recipe = JSON.stringify(renderArguments(trap, 'camera'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe) return folder;
  const half = `${home}.half`;
  rmSync(half, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  await runTool(
    {
      name: `the rendering of pictures for ${trap.id}`,
      args: [
        programPath('apps', 'trainer', 'src', 'main.ts'),
        'render',
        ...renderArguments(trap, join(half, 'camera')),
      ],
      cwd: REPOSITORY_ROOT,
      logFile: places.logFile,
    },
    signal,
  );
  writeFileSync(join(half, 'made-with.json'), recipe);
  renameSync(half, home);
  return folder;
}
