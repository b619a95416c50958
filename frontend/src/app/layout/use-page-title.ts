import { useEffect } from 'react';

/** Parts that aren't known yet are left out. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts, 'Holdfast'].filter((part) => part !== undefined && part !== '').join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
