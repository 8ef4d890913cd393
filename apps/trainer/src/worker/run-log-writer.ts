/** Lines of a run's log, written in the background a few at a time. */
export interface RunLogWriter {
  add(stage: string, line: string): void;
  /** Everything that was added is written, or given up. */
  close(): Promise<void>;
}

export interface LogLine {
  stage: string;
  line: string;
  at: Date;
}

const LONGEST_LINE = 2_000;

/**
 * @param write keeps some lines; when it fails they are lost, the work is not
 */
export function createRunLogWriter(
  write: (lines: LogLine[]) => Promise<void>,
  { intervalMs = 1_000, onFailure = (_error: unknown) => {} } = {},
): RunLogWriter {
  let waiting: LogLine[] = [];
  let writing = Promise.resolve();
  const flush = () => {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) writing = writing.then(() => write(lines)).catch(onFailure);
    return writing;
  };
  const timer = setInterval(() => void flush(), intervalMs);
  timer.unref();
  return {
    add(stage, line) {
      const clean = line.replaceAll('\u0000', '').trimEnd();
      if (clean !== '') waiting.push({ stage, line: clean.slice(0, LONGEST_LINE), at: new Date() });
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
