import { createHash } from 'node:crypto';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, NotFoundError } from '@natiu/errors';
import { architectureOf, PARAMETER_GROUPS } from '@natiu/yolo';
import type { Architecture, ParameterVectors } from '@natiu/yolo';
import { DistillationSettings } from '../config/distillation-settings.ts';
import type { TeacherSettings } from '../config/distillation-settings.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import { BEST_CHECKPOINT, LAST_CHECKPOINT } from '../training/run-files.ts';
import { averagedVectors } from '../training/state.ts';

/** A trained network that only answers. */
export interface Teacher {
  readonly file: string;
  readonly architecture: Architecture;
  readonly vectors: ParameterVectors;
  readonly sha256: string;
}

/** The checkpoint that a path means: a file itself, or the best (else the last) one of a run folder. */
export async function findCheckpoint(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new NotFoundError(`There is no run folder or checkpoint ${path}.`, { cause });
  });
  if (!found.isDirectory()) return path;
  const best = join(path, BEST_CHECKPOINT);
  return access(best).then(
    () => best,
    () => join(path, LAST_CHECKPOINT),
  );
}

/** @throws NotFoundError when there is none, InputError when it is no checkpoint */
export async function loadTeacher(path: string): Promise<Teacher> {
  const file = await findCheckpoint(path);
  const { settings, state } = await loadCheckpoint(file);
  const vectors = averagedVectors(state);
  const hash = createHash('sha256');
  for (const group of PARAMETER_GROUPS) {
    const { buffer, byteOffset, byteLength } = vectors[group];
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const architecture = architectureOf(settings.model, CLASS_NAMES.length);
  return { file, architecture, vectors, sha256: hash.digest('hex') };
}

/** What a run that learns from this teacher notes in its settings. */
export async function describeTeacher(
  path: string,
  losses: DistillationSettings = DistillationSettings.parse({}),
): Promise<TeacherSettings> {
  const { architecture, sha256 } = await loadTeacher(path);
  return { teacher: path, model: architecture.name, sha256, losses };
}

/** @throws ConflictError when another network lies where the run's teacher was */
export async function loadTeacherOf({ teacher: path, sha256 }: TeacherSettings): Promise<Teacher> {
  const teacher = await loadTeacher(path);
  if (teacher.sha256 === sha256) return teacher;
  throw new ConflictError(
    `The teacher ${teacher.file} has changed since the run was started; name the same one with --teacher.`,
  );
}
