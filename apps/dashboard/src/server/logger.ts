import { createLogger } from '@natiu/logger';

export const logger = createLogger({ name: 'dashboard' });
