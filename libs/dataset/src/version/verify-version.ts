import { openYoloDataset } from '../yolo-dataset.ts';
import { readVersionManifest } from './version-manifest.ts';
import type { VersionManifest } from './version-manifest.ts';

export interface VersionState {
  readonly manifest: VersionManifest;
  /** `false`: files were changed, added or removed since the version was frozen. */
  readonly isUnchanged: boolean;
  readonly dataVersion: string;
}

/** Reads every file of a version again and compares with what was frozen. */
export async function verifyDatasetVersion(dir: string): Promise<VersionState> {
  const manifest = await readVersionManifest(dir);
  const dataVersion = await (await openYoloDataset(dir)).dataVersion();
  return { manifest, dataVersion, isUnchanged: dataVersion === manifest.dataVersion };
}
