import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const DASHBOARD_DIR = join(REPOSITORY_ROOT, 'apps', 'dashboard');

export function defaultDataDir(): string {
  return join(REPOSITORY_ROOT, '.natiu');
}

/** Everything that a running system keeps, in one folder. */
export interface DataLayout {
  root: string;
  lock: string;
  logs: string;
  postgres: string;
  authority: string;
  authSecret: string;
  signIns: string;
  objects: string;
  /** Private; models are signed with it. */
  signingKey: string;
  /** Scratch folder of the trainer's worker. */
  worker: string;
  demo: string;
}

export function layOut(dataDir: string): DataLayout {
  const root = resolve(dataDir);
  const inside = (...parts: string[]) => join(root, ...parts);
  return {
    root,
    lock: inside('launcher.lock'),
    logs: inside('logs'),
    postgres: inside('postgres'),
    authority: inside('authority'),
    authSecret: inside('auth-secret'),
    signIns: inside('sign-ins.json'),
    objects: inside('objects'),
    signingKey: inside('signing-key.pem'),
    worker: inside('worker'),
    demo: inside('demo'),
  };
}

/** A program of this repository, as `node` is to run it. */
export function programPath(...parts: string[]): string {
  return join(REPOSITORY_ROOT, ...parts);
}
