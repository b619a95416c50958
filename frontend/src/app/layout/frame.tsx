import { useEffect } from 'react';
import { BasketReminder, startBasketSync } from '@/features/basket';
import { allAttempts } from '@/features/checkout/attempts';
import { Shell } from './shell';

/** The shell with what runs as long as the page lives: the basket's keeper, and orders that were left in the open. */
export function Frame() {
  useEffect(startBasketSync, []);
  useEffect(() => {
    const abort = new AbortController();
    if (allAttempts().length > 0) void resume(abort.signal);
    return () => {
      abort.abort();
    };
  }, []);
  return <Shell reminder={<BasketReminder />} />;
}

/** Seldom needed, so the first page doesn't carry it. */
async function resume(signal: AbortSignal): Promise<void> {
  const { resumeAttempts } = await import('@/app/place-and-remember');
  await resumeAttempts(signal);
}
