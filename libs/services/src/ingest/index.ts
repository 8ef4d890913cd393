export { commitBatch } from './commit-batch.ts';
export type { Ack, CommitResult, CountsNotice } from './commit-batch.ts';
export type { IncomingBatch } from './parse-envelope.ts';
