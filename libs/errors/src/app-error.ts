/** Every failure that Natiu names itself; `apps` map each code to an exit status, `api` to a tRPC code. */
export type ErrorCode = 'INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'FORBIDDEN' | 'ENVIRONMENT' | 'INTERNAL';

/** Base of all expected errors. `message` is written for the person who has to act on it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Where it happened: file, line, picture, topic. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

type Options = { cause?: unknown; details?: Readonly<Record<string, unknown>> };

/** What a person or another system handed us is not usable. */
export class InputError extends AppError {
  constructor(message: string, options?: Options) {
    super('INPUT', message, options);
  }
}

export class NotFoundError extends AppError {
  constructor(message: string, options?: Options) {
    super('NOT_FOUND', message, options);
  }
}

export class ConflictError extends AppError {
  constructor(message: string, options?: Options) {
    super('CONFLICT', message, options);
  }
}

export class ForbiddenError extends AppError {
  constructor(message: string, options?: Options) {
    super('FORBIDDEN', message, options);
  }
}

/** The machine lacks something: a port, a library, disk space, a service. */
export class EnvironmentError extends AppError {
  constructor(message: string, options?: Options) {
    super('ENVIRONMENT', message, options);
  }
}

/** One line for a person: the message and, for unexpected errors, the kind of error. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return String(error);
}
