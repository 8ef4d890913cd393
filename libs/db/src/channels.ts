/** NOTIFY channel: a batch of some trap was committed. The payload is a small JSON object. */
export const COUNTS_CHANNEL = 'natiu_counts';

/** NOTIFY channel: a run was queued, taken, advanced, cancelled or ended. The payload is the run's id. */
export const RUNS_CHANNEL = 'natiu_runs';
