import { describeError } from '@natiu/errors';
import type { Logger } from '@natiu/logger';
import type { AgentReports } from './agent-reports.ts';
import { createConditions } from './conditions.ts';
import type { Condition, Conditions } from './conditions.ts';

/** Runs what may fail without ending the agent, and says once when the state of the trap changes. */
export interface ConditionKeeper {
  readonly conditions: Conditions;
  /** Enters or leaves a condition: time so far is booked under the old state, and an event tells of the new one. */
  set(condition: Condition, reason: string | undefined): void;
  /** Runs a step that stores something. Returns whether it succeeded; a full disk ends no trap. */
  attempt(step: () => void): boolean;
}

export function createConditionKeeper(options: {
  readonly logger: Logger;
  readonly reports: () => AgentReports;
  /** Books the time so far. */
  readonly book: () => void;
}): ConditionKeeper {
  const { logger } = options;
  const conditions = createConditions();

  const tell = (condition: Condition, reason: string | undefined) => {
    if (reason === undefined) options.reports().event('info', `${condition}-over`, `Over: ${condition}.`);
    else options.reports().event('warning', condition, reason);
  };

  const keeper: ConditionKeeper = {
    conditions,
    set(condition, reason) {
      if (conditions.present.includes(condition) === (reason !== undefined)) return;
      keeper.attempt(options.book);
      conditions.set(condition, reason !== undefined);
      keeper.attempt(() => tell(condition, reason));
    },
    attempt(step) {
      try {
        step();
      } catch (error) {
        if (conditions.set('storage-failing', true)) {
          logger.error({ code: 'storage-failing' }, `Nothing can be stored: ${describeError(error)}`);
        }
        return false;
      }
      // The event follows the first step that succeeds again; should it fail, the next one tries.
      if (conditions.set('storage-failing', false)) keeper.attempt(() => tell('storage-failing', undefined));
      return true;
    },
  };
  return keeper;
}
