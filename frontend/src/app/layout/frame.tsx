import { useEffect } from 'react';
import { BasketReminder, startBasketSync } from '@/features/basket';
import { allAttempts } from '@/features/checkout/attempts';
import { Shell } from './shell';

/** The shell, and what runs for as long as the page is open: basket sync, and orders whose outcome is unknown. */
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

/** Rarely needed, so it stays out of the first page's bundle. */
async function resume(signal: AbortSignal): Promise<void> {
  const { resumeAttempts } = await import('@/app/place-and-remember');
  await resumeAttempts(signal);
}
