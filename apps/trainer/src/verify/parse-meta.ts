import { InputError } from '@natiu/errors';
import { z } from 'zod';

/** @throws InputError naming the item and the field that does not fit */
export function parseMeta<S extends z.ZodType>(name: string, schema: S, meta: unknown): z.infer<S> {
  const parsed = schema.safeParse(meta);
  if (parsed.success) return parsed.data;
  throw new InputError(`Item ${name}: its meta does not fit: ${z.prettifyError(parsed.error)}`);
}
