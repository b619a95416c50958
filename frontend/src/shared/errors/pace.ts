/** When the API permits the next try after a rate limit, by kind of request. Controls wait for it. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { hasCode } from '@/shared/api/problem';

export type Paced = 'hold' | 'order';

/** When the API doesn't say it. */
const DEFAULT_MS = 5000;

/** By `performance.now()`, which no change of the clock moves. */
const usePaces = create<Readonly<Record<Paced, number>>>(() => ({ hold: 0, order: 0 }));

/** Notes a rate limit; false for any other error. */
export function notePace(kind: Paced, error: unknown): boolean {
  if (!hasCode(error, 'TOO_MANY_REQUESTS')) return false;
  usePaces.setState({ [kind]: performance.now() + (error.retryAfterMs ?? DEFAULT_MS) });
  return true;
}

/** Whole seconds until the next try; 0 when it is permitted. */
export function usePace(kind: Paced): number {
  const until = usePaces((paces) => paces[kind]);
  const [left, setLeft] = useState(() => secondsUntil(until));
  useEffect(() => {
    const tick = () => {
      const seconds = secondsUntil(until);
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    tick();
    return () => {
      clearInterval(timer);
    };
  }, [until]);
  return left;
}

function secondsUntil(until: number): number {
  return Math.max(0, Math.ceil((until - performance.now()) / 1000));
}
