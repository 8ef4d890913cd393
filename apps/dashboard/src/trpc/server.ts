import { createCaller } from '@natiu/api';
import { headers } from 'next/headers';
import { createApiContext } from '../server/context.ts';

/** Procedures called from pages that render on the server, with the guards of any other call. */
export async function getApi() {
  return createCaller(await createApiContext(await headers()));
}
