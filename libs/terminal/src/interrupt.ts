let controller: AbortController | undefined;

/**
 * Aborted at the first Ctrl-C. A command that asks for it promises to stop by itself and save what it has;
 * a second Ctrl-C ends the process at once.
 */
export function interruptSignal(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

export type InterruptAnswer = 'stopping' | 'end now';

/** What a Ctrl-C means at this moment. */
export function answerInterrupt(): InterruptAnswer {
  if (controller === undefined || controller.signal.aborted) return 'end now';
  controller.abort();
  return 'stopping';
}

/** Forgets an earlier Ctrl-C: for tests. */
export function resetInterrupt(): void {
  controller = undefined;
}
