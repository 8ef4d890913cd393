import { NotFoundError } from '@natiu/errors';
import { openArtefact } from '@natiu/services';
import { z } from 'zod';
import { getDatabase, getObjects } from '../../../../../../server/database.ts';
import { answerForRole } from '../../../../../../server/role-route.ts';
import { sendObject } from '../../../../../../server/send-object.ts';

export const dynamic = 'force-dynamic';

type Params = { params: Promise<{ runId: string; name: string[] }> };

const Wanted = z.object({ runId: z.uuid(), name: z.array(z.string().min(1)).min(1).max(8) });

/** A file of a run: its report, its model, its curves. The name is looked up in the database, never on disk. */
export function GET(request: Request, { params }: Params): Promise<Response> {
  return answerForRole(request, 'researcher', async () => {
    const wanted = Wanted.safeParse(await params);
    if (!wanted.success) throw new NotFoundError('There is no such file.');
    const { runId } = wanted.data;
    const name = wanted.data.name.join('/');
    const file = await openArtefact({ db: getDatabase().db, objects: getObjects() }, runId, name);
    const plainName = name.replaceAll(/[^\w.-]+/g, '-');
    return sendObject(request, file, { 'content-disposition': `inline; filename="${plainName}"` });
  });
}
