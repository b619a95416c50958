import { useEffect, useState } from 'react';

/** Whole seconds that are left of `ms`, counted from when `cause` came; 0 when there is nothing to wait for. */
export function useCountdownTo(ms: number | null, cause: unknown): number {
  const [left, setLeft] = useState(() => Math.ceil((ms ?? 0) / 1000));
  useEffect(() => {
    const end = performance.now() + (ms ?? 0);
    const tick = () => {
      setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
      if (performance.now() >= end) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    tick();
    return () => {
      clearInterval(timer);
    };
  }, [ms, cause]);
  return left;
}
