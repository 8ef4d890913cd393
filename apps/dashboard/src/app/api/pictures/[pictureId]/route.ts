import { NotFoundError } from '@natiu/errors';
import { openPicture } from '@natiu/services';
import { z } from 'zod';
import { getDatabase, getObjects } from '../../../../server/database.ts';
import { answerForRole } from '../../../../server/role-route.ts';
import { sendObject } from '../../../../server/send-object.ts';

export const dynamic = 'force-dynamic';

type Params = { params: Promise<{ pictureId: string }> };

/** A picture by its number in the database; which object that is, nobody outside can choose. */
export function GET(request: Request, { params }: Params): Promise<Response> {
  return answerForRole(request, 'researcher', async () => {
    const id = z.uuid().safeParse((await params).pictureId);
    if (!id.success) throw new NotFoundError('There is no such picture.');
    const picture = await openPicture({ db: getDatabase().db, objects: getObjects() }, id.data);
    return sendObject(request, picture);
  });
}
