/** Logs out, and removes what belongs to the account from this browser: the next one who uses it may be another. */
import { dropHold, giveBackAll, type Hold } from '@/features/basket';
import { allAttempts, endAttempt } from '@/features/checkout/attempts';
import { forgetAccountOrders } from '@/features/orders';
import { leaveTo } from '@/shared/lib/leave';
import { endSession } from '@/shared/session/login';

export async function leaveAccount(holds: readonly Hold[]): Promise<void> {
  // A hold that can't be released now expires by itself.
  await Promise.allSettled(holds.map(giveBackAll));
  const logoutUrl = await endSession();
  for (const { eventId } of holds) dropHold(eventId);
  for (const { key, by } of allAttempts()) if (by === 'account') endAttempt(key);
  forgetAccountOrders();
  leaveTo(logoutUrl ?? '/');
}
