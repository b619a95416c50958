/** Keeps the basket true while the page lives: ends holds in time, asks again after a sleep, follows other tabs. */
import { syncHold } from './actions';
import { holdClock } from './hold-clock';
import { endHold, followOtherTabs, useBasket, type Hold } from './store';

/** When the server can't be asked at the end of a hold, this much later the hold is over all the same. */
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
    // What can't be asked now is asked at its end.
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

/** At its end the server has the last word: it may have been extended elsewhere. */
async function settleOne(hold: Hold): Promise<void> {
  try {
    await syncHold(hold);
  } catch {
    if (holdClock.latest() - hold.expiresAt > GRACE_MS) endHold(hold.eventId, hold.token);
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
