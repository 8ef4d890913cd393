import type { SupervisedProcess } from './process/supervised-process.ts';

export interface StopStep {
  name: string;
  stop(): Promise<unknown>;
  /** At once, when a person does not want to wait. */
  kill?(): void;
  budgetMs: number;
}

/** What runs, in the order of starting; stops in the reverse order, steps of one group at the same time. */
export interface Shutdown {
  add(group: string, step: StopStep): void;
  addProcess(group: string, process: SupervisedProcess, graceMs: number): void;
  stopAll(tell: (text: string) => void): Promise<void>;
  killAll(): void;
}

async function withinBudget(step: StopStep, tell: (text: string) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), step.budgetMs);
  });
  try {
    const outcome = await Promise.race([step.stop().then(() => 'stopped' as const), late]);
    if (outcome === 'late') {
      tell(`${step.name} did not stop in ${step.budgetMs / 1000} s`);
      step.kill?.();
    }
  } catch (error) {
    tell(`${step.name} did not stop in order: ${(error as Error).message}`);
    step.kill?.();
  } finally {
    clearTimeout(timer);
  }
}

export function createShutdown(): Shutdown {
  const groups = new Map<string, StopStep[]>();
  const add = (group: string, step: StopStep) => {
    groups.set(group, [...(groups.get(group) ?? []), step]);
  };
  return {
    add,
    addProcess: (group, process, graceMs) =>
      add(group, {
        name: process.name,
        stop: () => process.stop(graceMs),
        kill: () => process.kill(),
        budgetMs: graceMs + 1_000,
      }),
    async stopAll(tell) {
      for (const [group, steps] of [...groups].reverse()) {
        groups.delete(group);
        await Promise.all(steps.map((step) => withinBudget(step, tell)));
      }
    },
    killAll() {
      for (const steps of groups.values()) for (const step of steps) step.kill?.();
    },
  };
}
