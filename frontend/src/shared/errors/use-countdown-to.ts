import { useEffect, useState } from 'react';

/** Whole seconds left of `ms`, counted from the last change of `cause`; 0 when `ms` is null or has passed. */
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
