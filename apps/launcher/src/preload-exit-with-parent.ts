import { isMainThread } from 'node:worker_threads';
import { exitWithParent } from '@natiu/logger';

// For programs that are not ours: `node --import <this> program`.
if (isMainThread) exitWithParent();
