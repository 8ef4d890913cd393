export {
  AppError,
  InputError,
  NotFoundError,
  ConflictError,
  ForbiddenError,
  EnvironmentError,
  describeError,
} from './app-error.ts';
export type { ErrorCode } from './app-error.ts';
export { err, ok } from './result.ts';
export type { Result } from './result.ts';
