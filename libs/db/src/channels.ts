/** NOTIFY channel: a batch of some trap was committed. The payload is a small JSON object. */
export const COUNTS_CHANNEL = 'natiu_counts';
