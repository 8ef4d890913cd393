import type { AppError } from './app-error.ts';

/** For loops that must survive a failure: capture, publish, ingest. `retry` says whether trying again can help. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError; retry: boolean };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err<T>(error: AppError, retry: boolean): Result<T> {
  return { ok: false, error, retry };
}
