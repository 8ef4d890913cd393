import { createProgress } from '@natiu/terminal';
import type { Progress } from '@natiu/terminal';

/** A bar per phase, made at its first step: no bar above an error in the options. */
export interface PhaseProgress {
  report(phase: string, done: number, total: number): void;
  finish(): void;
}

export function createPhaseProgress(labels: Readonly<Record<string, string>>): PhaseProgress {
  let current: { phase: string; bar: Progress; done: number } | undefined;
  const finish = (): void => {
    current?.bar.finish();
    current = undefined;
  };
  return {
    report: (phase, done, total) => {
      // A second source starts counting anew.
      if (current?.phase !== phase || done < current.done) {
        finish();
        const bar = createProgress({ label: labels[phase] ?? phase, total, unit: 'pictures' });
        current = { phase, bar, done: 0 };
      }
      current.bar.advance(done - current.done);
      current.done = done;
    },
    finish,
  };
}
