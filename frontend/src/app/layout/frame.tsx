import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { BasketReminder, startBasketSync } from '@/features/basket';
import { allAttempts, onAttemptsChange } from '@/features/checkout/attempts';
import { AccountSlot } from './account-slot';
import { useOrderEnded } from './use-order-ended';
import { Shell } from './shell';

/** The shell, and what runs for as long as the page is open: basket sync, and the orders that are under way. */
export function Frame() {
  const queries = useQueryClient();
  const onEnded = useOrderEnded();
  useEffect(startBasketSync, []);
  useEffect(() => {
    const abort = new AbortController();
    if (allAttempts().some(({ phase }) => phase === 'sending')) void resume(abort.signal, queries);
    return () => {
      abort.abort();
    };
  }, [queries]);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let closed = false;
    const look = () => {
      if (!allAttempts().some(({ phase }) => phase === 'placed')) return;
      ignore();
      void import('@/app/follow-orders').then(({ followOrders }) => {
        if (!closed) stop = followOrders(queries, onEnded);
      });
    };
    const ignore = onAttemptsChange(look);
    look();
    return () => {
      closed = true;
      ignore();
      stop?.();
    };
  }, [queries, onEnded]);
  return <Shell account={<AccountSlot />} reminder={<BasketReminder />} />;
}

/** Rarely needed, so it stays out of the first page's bundle. */
async function resume(signal: AbortSignal, queries: QueryClient): Promise<void> {
  const { resumeAttempts } = await import('@/app/place-and-remember');
  await resumeAttempts(signal, queries);
}
