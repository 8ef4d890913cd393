import { z } from 'zod';
import { Sha256 } from '../model/manifest.ts';

/** `GET /api/health`, answered without sign-in. */
export const HealthResponse = z.strictObject({
  status: z.enum(['ok', 'degraded']),
  trapsOnline: z.int().min(0),
  countsTotal: z.int().min(0),
  lastCountAt: z.iso.datetime().nullable(),
  modelHashes: z.array(Sha256),
});
export type HealthResponse = z.infer<typeof HealthResponse>;
