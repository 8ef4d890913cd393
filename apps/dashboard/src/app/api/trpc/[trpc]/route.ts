import { appRouter } from '@natiu/api';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createApiContext } from '../../../../server/context.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => createApiContext(request.headers),
  });

export { handle as GET, handle as POST };
