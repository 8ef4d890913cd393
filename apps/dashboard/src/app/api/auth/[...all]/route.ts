import { getAuth } from '../../../../server/auth.ts';

const handle = (request: Request) => getAuth().handler(request);

export { handle as GET, handle as POST };
