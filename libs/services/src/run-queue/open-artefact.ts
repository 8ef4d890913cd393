import type { Readable } from 'node:stream';
import { and, eq, runArtefact } from '@natiu/db';
import type { Db } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import type { ObjectStore } from '@natiu/object-store';

export interface OpenedFile {
  sha256: string;
  contentType: string;
  bytes: number;
  content: Readable;
}

const CONTENT_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
};

export function contentTypeOf(name: string): string {
  return CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}

/** A file of a run, such as `report/report.html` or `student/last.safetensors`. */
export async function openArtefact(
  { db, objects }: { db: Db; objects: ObjectStore },
  runId: string,
  name: string,
): Promise<OpenedFile> {
  const [found] = await db
    .select()
    .from(runArtefact)
    .where(and(eq(runArtefact.runId, runId), eq(runArtefact.name, name)));
  if (!found) throw new NotFoundError(`This run has no file ${name}.`);
  const { bytes, content } = await objects.get(found.sha256);
  return { sha256: found.sha256, contentType: contentTypeOf(name), bytes, content };
}
