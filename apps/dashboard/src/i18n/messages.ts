import en from '../../messages/en.json' with { type: 'json' };
import es from '../../messages/es.json' with { type: 'json' };
import type { Locale } from './locale.ts';

export type Messages = typeof es;

/** English must have every key that Spanish has; a test holds the two together. */
export const MESSAGES: Record<Locale, Messages> = { es, en };
