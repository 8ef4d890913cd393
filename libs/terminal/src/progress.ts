import cliProgress from 'cli-progress';

export interface ProgressOptions {
  readonly label: string;
  readonly total: number;
  /** What is counted, in the plural: `pictures`, `batches`. */
  readonly unit: string;
}

export interface Progress {
  /** Counts `by` more units (default 1); `note` is shown beside the bar. */
  advance(by?: number, note?: string): void;
  /** Removes the bar or writes the last line; calling it again does nothing. */
  finish(): void;
}

type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

interface ProgressSurroundings {
  readonly stream?: TerminalStream;
  /** Milliseconds; a clock that only goes forward. */
  readonly now?: () => number;
}

const LINE_INTERVAL_MS = 5000;

export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Time left, from the mean pace so far. */
function estimateLeft(done: number, total: number, elapsedMs: number): string {
  return done === 0 ? 'unknown' : formatDuration(((total - done) * elapsedMs) / done / 1000);
}

function createBar(options: ProgressOptions, stream: TerminalStream, now: () => number): Progress {
  const started = now();
  const bar = new cliProgress.SingleBar({
    format: '{label} |{bar}| {value}/{total} {unit}, {left} left{note}',
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 30,
    hideCursor: true,
    stopOnComplete: false,
    stream,
  });
  const left = estimateLeft(0, options.total, 0);
  bar.start(options.total, 0, { label: options.label, unit: options.unit, left, note: '' });
  let done = 0;
  let finished = false;
  return {
    advance(by = 1, note) {
      done += by;
      bar.update(Math.min(done, options.total), {
        left: estimateLeft(done, options.total, now() - started),
        ...(note === undefined ? {} : { note: `, ${note}` }),
      });
    },
    finish() {
      if (!finished) bar.stop();
      finished = true;
    },
  };
}

function createLines(options: ProgressOptions, stream: TerminalStream, now: () => number): Progress {
  const started = now();
  let done = 0;
  let lastLineAt = started;
  let finished = false;
  const describe = () => `${options.label}: ${done}/${options.total} ${options.unit}`;
  return {
    advance(by = 1, note) {
      done += by;
      const at = now();
      if (at - lastLineAt < LINE_INTERVAL_MS) return;
      lastLineAt = at;
      const left = estimateLeft(done, options.total, at - started);
      stream.write(`${describe()}, ${left} left${note === undefined ? '' : `, ${note}`}\n`);
    },
    finish() {
      if (!finished) stream.write(`${describe()} in ${formatDuration((now() - started) / 1000)}\n`);
      finished = true;
    },
  };
}

/**
 * A bar with the time left where a person watches; elsewhere (logs, pipes) at most one line every 5 seconds.
 * Written to standard error, so that standard output stays clean for results.
 */
export function createProgress(options: ProgressOptions, surroundings: ProgressSurroundings = {}): Progress {
  const stream = surroundings.stream ?? process.stderr;
  const now = surroundings.now ?? (() => performance.now());
  return stream.isTTY === true ? createBar(options, stream, now) : createLines(options, stream, now);
}
