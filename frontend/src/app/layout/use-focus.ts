/**
 * Keeps the focus on the page, for keyboard and screen reader. Without this it falls to `<body>` when a page changes or
 * the focused element is removed, and the buyer starts again at the top.
 */
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** A page that is still loading has no heading; after this long it has an error or the buyer has moved on. */
const HEADING_TIMEOUT_MS = 15_000;

/** After a navigation the focus moves to the new page's heading, which is thereby read. */
export function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    const before = shown.current;
    shown.current = path;
    // The first page is read from its top, as after any load.
    if (before === undefined || before === path) return;
    const main = document.getElementById('content');
    if (main === null) return;
    const focusHeading = () => {
      const heading = main.querySelector('h1');
      if (heading === null) return;
      observer.disconnect();
      // The page may have chosen another place, or the buyer has moved on into it.
      const focused = document.activeElement;
      if (focused === main || !main.contains(focused)) focusOn(heading);
    };
    const observer = new MutationObserver(focusHeading);
    observer.observe(main, { childList: true, subtree: true });
    const timer = setTimeout(() => {
      observer.disconnect();
    }, HEADING_TIMEOUT_MS);
    focusHeading();
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [path]);
}

/** When the focused element is removed, the focus moves to the heading of the nearest place that is left. */
export function useFocusRescue(): void {
  useEffect(() => {
    /** The focused element and its ancestors, nearest first. */
    let path: Element[] = [];
    const focused = (event: FocusEvent) => {
      path = event.target instanceof Element ? ancestors(event.target) : [];
    };
    const blurred = ({ target }: FocusEvent) => {
      // Browsers may blur an element just before it is removed, so whether it stays is known only later.
      setTimeout(() => {
        const stays = target instanceof Element && target.isConnected && document.activeElement !== target;
        if (stays && target === path[0]) path = [];
      });
    };
    const rescue = () => {
      if (path[0] === undefined || path[0].isConnected || document.activeElement !== document.body) return;
      const place = path.find((element) => element.isConnected && headingOf(element) !== null);
      const heading = headingOf(place ?? document.getElementById('content'));
      if (heading !== null) focusOn(heading);
    };
    const observer = new MutationObserver(rescue);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', focused);
    document.addEventListener('focusout', blurred);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', focused);
      document.removeEventListener('focusout', blurred);
    };
  }, []);
}

function ancestors(element: Element): Element[] {
  const path: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement)
    path.push(at);
  return path;
}

/** Of the whole page it is the title only: the heading of a part may be there before it. */
function headingOf(place: Element | null): HTMLElement | null {
  const whole = place?.matches('#content, :has(#content)') === true;
  return place?.querySelector<HTMLElement>(whole ? 'h1' : 'h1, h2, h3') ?? null;
}

function focusOn(heading: HTMLElement): void {
  // A heading can be focused by this code only, not by the Tab key.
  heading.tabIndex = -1;
  // The router restores the scroll position of a page that was visited before.
  heading.focus({ preventScroll: true });
}
