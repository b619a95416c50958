/** Keeps the basket equal to the server while the page is open: at expiry, after sleep, on other tabs' changes. */
import { mayUse } from '@/shared/session/session';
import { syncHold } from './actions';
import { holdClock } from './hold-clock';
import { endHold, followOtherTabs, useBasket, type Hold } from './store';

/** When the server can't be reached at expiry, the hold is ended locally after this time. */
const GRACE_MS = 3000;

export function startBasketSync(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = () => {
    clearTimeout(timer);
    const next = Math.min(...Object.values(useBasket.getState().holds).map((hold) => hold.expiresAt));
    if (Number.isFinite(next)) timer = setTimeout(settle, Math.max(50, next - holdClock.latest() + 20));
  };

  const settle = () => {
    const due = Object.values(useBasket.getState().holds).filter(
      (hold) => hold.expiresAt <= holdClock.latest(),
    );
    void Promise.all(due.map(settleOne)).then(plan);
  };

  const syncAll = () => {
    if (document.hidden) return;
    // A hold whose read fails now is read again when it expires.
    void Promise.allSettled(Object.values(useBasket.getState().holds).map(syncHold));
  };

  const stops = [useBasket.subscribe(plan), followOtherTabs()];
  document.addEventListener('visibilitychange', syncAll);
  window.addEventListener('online', syncAll);
  plan();
  syncAll();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    document.removeEventListener('visibilitychange', syncAll);
    window.removeEventListener('online', syncAll);
  };
}

/** Reads the hold before ending it, since another tab may have extended it. */
async function settleOne(hold: Hold): Promise<void> {
  try {
    await syncHold(hold);
    if (mayUse(hold.by)) return;
    // Nobody but its owner can read it.
  } catch {
    // The server can't be reached.
  }
  if (holdClock.latest() - hold.expiresAt > GRACE_MS) endHold(hold.eventId, hold.token);
  else await new Promise((resolve) => setTimeout(resolve, 500));
}
