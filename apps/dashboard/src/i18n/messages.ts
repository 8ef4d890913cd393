import enLearn from '../../messages/en-learn.json' with { type: 'json' };
import en from '../../messages/en.json' with { type: 'json' };
import esLearn from '../../messages/es-learn.json' with { type: 'json' };
import es from '../../messages/es.json' with { type: 'json' };
import type { Locale } from './locale.ts';

/** The screens of research have files of their own; no two files have a section of the same name. */
export type Messages = typeof es & typeof esLearn;

/** English must have every key that Spanish has; a test holds the two together. */
export const MESSAGES: Record<Locale, Messages> = { es: { ...es, ...esLearn }, en: { ...en, ...enLearn } };
