import { parentPort, workerData } from 'node:worker_threads';
import { AppError, describeError } from '@natiu/errors';
import { createBatchMaker } from './make-batch.ts';
import type { WorkerReply, WorkerRequest, WorkerSetup } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('batch-worker.ts runs as a worker thread only');

const makeBatch = createBatchMaker(workerData as WorkerSetup);

async function answer(request: WorkerRequest): Promise<void> {
  const { job } = request;
  try {
    const { images, labels } = await makeBatch(request);
    const reply: WorkerReply = { job, ok: true, images, labels };
    port?.postMessage(reply, [images.buffer as ArrayBuffer]);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    const reply: WorkerReply = { job, ok: false, code, message: describeError(error) };
    port?.postMessage(reply);
  }
}

// One batch after another: they share canvases, and a later batch must not delay an earlier one.
let queue = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  queue = queue.then(() => answer(request));
});
