import { HealthResponse } from '@natiu/contracts';
import { readHealth } from '@natiu/services';
import { getDatabase } from '../../../server/database.ts';
import { logger } from '../../../server/logger.ts';

export const dynamic = 'force-dynamic';

const DEGRADED: HealthResponse = {
  status: 'degraded',
  trapsOnline: 0,
  countsTotal: 0,
  lastCountAt: null,
  modelHashes: [],
};

/** For monitors and for the launcher: no sign-in, no names, only sums. */
export async function GET(): Promise<Response> {
  const headers = { 'cache-control': 'no-store' };
  try {
    const health = HealthResponse.parse(await readHealth(getDatabase()));
    return Response.json(health, { headers });
  } catch (error) {
    logger.error({ err: error }, 'health could not be read');
    return Response.json(DEGRADED, { status: 503, headers });
  }
}
