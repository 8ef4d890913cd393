import { CLASS_NAMES } from '@natiu/domain';
import { DEFAULT_SCENE, renderDataset, renderFlatFolder } from '@natiu/rendered-traps';
import type { RenderSummary } from '@natiu/rendered-traps';
import { createProgress, InvalidArgumentError, printJsonLine } from '@natiu/terminal';
import type { Command, Progress } from '@natiu/terminal';

interface RenderOptions {
  readonly out: string;
  readonly pictures: number;
  readonly seed: string;
  readonly size: number;
  readonly trapSeed?: string;
  readonly flat?: boolean;
  readonly femaleShare: number;
  readonly meanInsects: number;
  readonly json?: boolean;
}

/** Ranges are the renderer's to check; here only: is it a number at all? */
function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

function describeSummary({ pictures, empty, insects }: RenderSummary, out: string): string {
  const counts = CLASS_NAMES.map((name) => `${name} ${insects[name]}`).join(', ');
  return `${pictures} rendered pictures in ${out} (${empty} without insects): ${counts}`;
}

async function renderPictures(options: RenderOptions): Promise<void> {
  const { out, pictures, seed, size, trapSeed, femaleShare, meanInsects } = options;
  const startedAt = performance.now();
  let progress: Progress | undefined;
  const render = options.flat ? renderFlatFolder : renderDataset;
  try {
    const summary = await render({
      dir: out,
      pictures,
      seed,
      imageSize: size,
      scene: { femaleShare, meanInsects, ...(trapSeed === undefined ? {} : { trapSeed }) },
      onProgress: (_done, total) => {
        // Made here, after the options were checked: no bar above an error.
        progress ??= createProgress({ label: 'Rendering', total, unit: 'pictures' });
        progress.advance();
      },
    });
    progress?.finish();
    const seconds = (performance.now() - startedAt) / 1000;
    if (options.json) printJsonLine({ out, seed, size, seconds: Number(seconds.toFixed(2)), ...summary });
    else process.stdout.write(`${describeSummary(summary, out)}\n`);
  } finally {
    progress?.finish();
  }
}

/** `trainer render`: a folder of rendered trap pictures with exact labels. */
export function registerRenderCommand(program: Command): void {
  program
    .command('render')
    .description('render pictures of mosquito traps, with exact labels, into a new folder')
    .requiredOption('--out <dir>', 'folder to write; must be empty or not exist')
    .requiredOption('--pictures <n>', 'number of pictures', parseNumber)
    .option('--seed <seed>', 'the same seed gives the same pictures', '1')
    .option('--size <px>', 'side of the square pictures', parseNumber, 224)
    .option('--trap-seed <seed>', 'all pictures from one trap: same floor, light and magnification')
    .option('--flat', 'only pictures, as a camera writes them, and truth.json')
    .option(
      '--female-share <share>',
      'share of females among the sexed, 0 to 1',
      parseNumber,
      DEFAULT_SCENE.femaleShare,
    )
    .option(
      '--mean-insects <n>',
      'mean number of mosquitoes in a picture',
      parseNumber,
      DEFAULT_SCENE.meanInsects,
    )
    .option('--json', 'print one JSON object as the last line')
    .action((options: RenderOptions) => renderPictures(options));
}
