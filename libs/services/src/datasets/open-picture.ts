import { eq, picture } from '@natiu/db';
import type { Db } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import type { ObjectStore } from '@natiu/object-store';
import { contentTypeOf } from '../run-queue/open-artefact.ts';
import type { OpenedFile } from '../run-queue/open-artefact.ts';

/** The bytes of a picture as they came; they never change. */
export async function openPicture(
  { db, objects }: { db: Db; objects: ObjectStore },
  pictureId: string,
): Promise<OpenedFile> {
  if (!/^[0-9a-f-]{36}$/.test(pictureId)) throw new NotFoundError('There is no such picture.');
  const [found] = await db
    .select({ sha256: picture.sha256, name: picture.name })
    .from(picture)
    .where(eq(picture.id, pictureId));
  if (!found) throw new NotFoundError('There is no such picture.');
  const { bytes, content } = await objects.get(found.sha256);
  return { sha256: found.sha256, contentType: contentTypeOf(found.name), bytes, content };
}
