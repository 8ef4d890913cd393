export { startPostgres } from './postgres/start-postgres.ts';
export type { PostgresOptions, RunningPostgres } from './postgres/start-postgres.ts';
export { startTestPostgres } from './postgres/start-test-postgres.ts';
export { acquireLock, findLockHolder } from './process/instance-lock.ts';
export type { InstanceLock } from './process/instance-lock.ts';
export { findFreePort, isPortFree } from './process/find-free-port.ts';
