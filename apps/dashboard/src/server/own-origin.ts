/**
 * Whether a request that changes something was sent by a page of this server. Browsers always name the origin of
 * such a request; another site's page could otherwise make a signed-in person send it.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  if (!origin || !host || !URL.canParse(origin)) return false;
  return new URL(origin).host === host;
}
