import { useEffect, useState } from 'react';
import { holdClock, secondsLeft } from './hold-clock';

/** Seconds until `expiresAt` by the hold clock, updated once a second. */
export function useSecondsLeft(expiresAt: number): number {
  const [, setTick] = useState(0);
  const left = secondsLeft(expiresAt);
  useEffect(() => {
    if (left === 0) return;
    // Wakes just after the next full second, so that no number is shown twice or skipped.
    const untilNext = expiresAt - holdClock.latest() - (left - 1) * 1000;
    const timer = setTimeout(
      () => {
        setTick((tick) => tick + 1);
      },
      Math.max(20, untilNext + 5),
    );
    return () => {
      clearTimeout(timer);
    };
  });
  return left;
}
