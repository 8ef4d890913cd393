import { Worker } from 'node:worker_threads';
import { AppError, describeError } from '@natiu/errors';
import type { BatchRequest, BatchResult, WorkerReply, WorkerSetup } from './messages.ts';

/** Threads that make batches; results come back per request, in any order. */
export interface WorkerPool {
  /** Rejects with an AppError when the batch cannot be made or a thread died. */
  run(request: BatchRequest): Promise<BatchResult>;
  close(): Promise<void>;
}

interface Job {
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (error: AppError) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

export interface PoolOptions {
  readonly workers: number;
  /** The thread's program; another one in tests. */
  readonly script?: URL;
}

const BATCH_WORKER = new URL('./batch-worker.ts', import.meta.url);

export function createWorkerPool(setup: WorkerSetup, options: PoolOptions): WorkerPool {
  const threads: Thread[] = [];
  let failure: AppError | undefined;
  let closing = false;
  let nextJob = 0;

  function fail(error: AppError): void {
    failure ??= error;
    for (const thread of threads) {
      for (const job of thread.jobs.values()) job.reject(failure);
      thread.jobs.clear();
      thread.worker.unref();
    }
  }

  for (let i = 0; i < options.workers; i++) {
    const worker = new Worker(options.script ?? BATCH_WORKER, { workerData: setup, execArgv: [] });
    const thread: Thread = { worker, jobs: new Map() };
    worker.on('message', (reply: WorkerReply) => settle(thread, reply));
    worker.on('error', (cause) => fail(threadError(`stopped: ${describeError(cause)}`, cause)));
    worker.on('exit', (status) => {
      if (!closing) fail(threadError(`ended early with status ${status}`));
    });
    // A loader that nobody closed must not keep the process alive; waiting for a batch must.
    worker.unref();
    threads.push(thread);
  }

  return {
    run: (request) => {
      if (closing) return Promise.reject(new AppError('CONFLICT', 'The batch loader is closed'));
      if (failure !== undefined) return Promise.reject(failure);
      const thread = threads.reduce((best, each) => (each.jobs.size < best.jobs.size ? each : best));
      const job = nextJob++;
      return new Promise((resolve, reject) => {
        thread.jobs.set(job, { resolve, reject });
        thread.worker.ref();
        thread.worker.postMessage({ ...request, job });
      });
    },
    close: async () => {
      closing = true;
      fail(new AppError('CONFLICT', 'The batch loader was closed while a batch was being made'));
      await Promise.all(threads.map((thread) => thread.worker.terminate()));
    },
  };
}

function settle(thread: Thread, reply: WorkerReply): void {
  const job = thread.jobs.get(reply.job);
  thread.jobs.delete(reply.job);
  if (thread.jobs.size === 0) thread.worker.unref();
  if (job === undefined) return;
  if (reply.ok) job.resolve({ images: reply.images, labels: reply.labels });
  else job.reject(new AppError(reply.code, reply.message));
}

function threadError(what: string, cause?: unknown): AppError {
  return new AppError('INTERNAL', `A thread that prepares training pictures ${what}`, { cause });
}
