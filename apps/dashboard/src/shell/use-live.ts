'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '../trpc/client.tsx';

/** How often screens ask by themselves: a safety net while news arrive, the only way while they do not. */
export const POLL_LIVE_MS = 30_000;
export const POLL_ALONE_MS = 10_000;

/**
 * Everything on the screen is read again when the server says that counts were committed. Returns whether the
 * line to the server is open.
 */
export function useLive(): { live: boolean; pollMs: number } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const subscription = useSubscription(
    trpc.overview.live.subscriptionOptions(undefined, {
      onData: () => void queryClient.invalidateQueries({ refetchType: 'active' }),
    }),
  );
  const live = subscription.status === 'pending';
  return { live, pollMs: live ? POLL_LIVE_MS : POLL_ALONE_MS };
}
