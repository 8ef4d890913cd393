'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { POLL_ALONE_MS, POLL_LIVE_MS } from '../shell/use-live.ts';
import { useTRPC } from '../trpc/client.tsx';

/** As `useLive`, for runs: whatever shows runs reads again when one of them was queued, advanced or ended. */
export function useRunsLive(): { live: boolean; pollMs: number } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => {
    for (const key of [trpc.runs.pathKey(), trpc.datasets.pathKey(), trpc.models.pathKey()]) {
      void queryClient.invalidateQueries({ queryKey: key, refetchType: 'active' });
    }
  };
  const subscription = useSubscription(trpc.runs.live.subscriptionOptions(undefined, { onData: refresh }));
  const live = subscription.status === 'pending';
  return { live, pollMs: live ? POLL_LIVE_MS : POLL_ALONE_MS };
}
