import { formatDuration } from '@natiu/terminal';

export interface Reporter {
  /** Runs one step, says what is being done and how long it took; a failure names the step. */
  step<T>(title: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
  /** One line outside the steps. */
  say(text: string): void;
}

type Stream = NodeJS.WritableStream & { isTTY?: boolean };

const CLEAR_LINE = '\r\u001b[2K';

function took(milliseconds: number): string {
  return milliseconds < 10_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : formatDuration(milliseconds / 1000);
}

/**
 * Lines that are replaced where a person watches, plain lines elsewhere. A step that ends early because the
 * start was called off (`signal`) did not fail.
 */
export function createReporter(stream: Stream, signal?: AbortSignal): Reporter {
  const live = stream.isTTY === true;
  const write = (text: string) => void stream.write(text);
  return {
    say: (text) => write(`${live ? CLEAR_LINE : ''}${text}\n`),
    async step(title, work) {
      const started = performance.now();
      let detail = '';
      const draw = () => {
        if (!live) return;
        const seconds = Math.floor((performance.now() - started) / 1000);
        write(
          `${CLEAR_LINE}  ...   ${title}${detail && `: ${detail}`}${seconds > 1 ? ` (${seconds} s)` : ''}`,
        );
      };
      const timer = live ? setInterval(draw, 1000) : undefined;
      if (live) draw();
      else write(`  ...   ${title}\n`);
      try {
        const value = await work((text) => {
          detail = text;
          draw();
        });
        const outcome = `${title}${detail && `: ${detail}`}`;
        write(`${live ? CLEAR_LINE : ''}  ok    ${outcome}  (${took(performance.now() - started)})\n`);
        return value;
      } catch (error) {
        const outcome = signal?.aborted ? '  --    not finished:' : '  FAIL ';
        write(`${live ? CLEAR_LINE : ''}${outcome} ${title}  (${took(performance.now() - started)})\n`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
