import { InputError } from '@natiu/errors';
import { storeUpload } from '@natiu/services';
import { z } from 'zod';
import { getObjects } from '../../../server/database.ts';
import { isOwnOrigin } from '../../../server/own-origin.ts';
import { answerForRole } from '../../../server/role-route.ts';

export const dynamic = 'force-dynamic';

/** 2 GiB: the whole study's pictures many times over. */
const MAX_BYTES = 2 * 1024 ** 3;
const FileName = z.string().trim().min(1).max(255);

/** One file as the raw body, streamed into the object store; the answer names it by its hash. */
export function POST(request: Request): Promise<Response> {
  return answerForRole(request, 'researcher', async () => {
    if (!isOwnOrigin(request.headers)) throw new InputError('Files are taken from this site only.');
    const name = FileName.safeParse(new URL(request.url).searchParams.get('name'));
    if (!name.success) throw new InputError('The file has no name.');
    if (!request.body) throw new InputError(`${name.data} is empty.`);
    const content = request.body as unknown as AsyncIterable<Uint8Array>;
    const stored = await storeUpload(
      { objects: getObjects() },
      { name: name.data, content, maxBytes: MAX_BYTES },
    );
    return Response.json(stored, { headers: { 'cache-control': 'no-store' } });
  });
}
