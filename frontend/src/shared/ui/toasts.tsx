/** Short messages that leave by themselves. They appear in the page's toast area, which covers no control for good. */
import { X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { cx } from '@/shared/lib/cx';
import { announce } from './announcer';
import type { Tone } from './badge';
import { Button } from './button';
import { TraceId } from './trace-id';

interface Message {
  title: string;
  text?: string;
  tone?: Tone;
  traceId?: string | null;
  action?: { label: string; run: () => void };
  /** It stays until this is aborted, instead of leaving by itself. */
  lasts?: AbortSignal;
  /** Called when the reader closes it. */
  onClose?: () => void;
}

interface Shown extends Message {
  readonly id: number;
}

/** More at once would cover the page; the oldest leaves first. */
const MAX_TOASTS = 3;
const SHORT_MS = 6000;
/** Errors have a trace id, which takes time to copy. */
const LONG_MS = 15_000;

const useToasts = create<{ toasts: readonly Shown[] }>(() => ({ toasts: [] }));
let nextId = 1;

export function toast(message: Message): void {
  if (message.lasts?.aborted === true) return;
  nextId += 1;
  // An error is an alert, which is announced when it is inserted.
  if (message.tone !== 'bad') announce([message.title, message.text].filter(Boolean).join('. '));
  const shown: Shown = { ...message, id: nextId };
  message.lasts?.addEventListener('abort', () => {
    close(shown.id);
  });
  useToasts.setState(({ toasts }) => {
    // The same message again replaces the first one.
    const others = toasts.filter(({ title, text }) => title !== shown.title || text !== shown.text);
    return { toasts: [...others, shown].slice(-MAX_TOASTS) };
  });
}

function close(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((shown) => shown.id !== id) }));
}

/** The areas of the pages that are mounted; the last one is used. */
const useAreas = create<{ areas: readonly HTMLElement[] }>(() => ({ areas: [] }));

/** A place for toasts. Whatever it covers must be reachable by scrolling or panning. */
export function ToastArea({ className }: { className: string }) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (element === null) return;
    useAreas.setState(({ areas }) => ({ areas: [...areas, element] }));
    return () => {
      useAreas.setState(({ areas }) => ({ areas: areas.filter((area) => area !== element) }));
    };
  }, [element]);
  return <div ref={setElement} className={cx('pointer-events-none', className)} />;
}

export function Toasts() {
  const { t } = useTranslation();
  const { toasts } = useToasts();
  const area = useAreas(({ areas }) => areas.at(-1));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // As in desktop applications, F6 goes to the next part of the window.
    const jump = (event: globalThis.KeyboardEvent) => {
      const newest = list.current?.lastElementChild;
      if (event.key !== 'F6' || !(newest instanceof HTMLElement)) return;
      event.preventDefault();
      newest.focus();
    };
    document.addEventListener('keydown', jump);
    return () => {
      document.removeEventListener('keydown', jump);
    };
  }, []);
  if (area === undefined) return null;
  return createPortal(
    <div ref={list} role="region" aria-label={t('common.messages')} className="grid gap-2">
      {toasts.map((shown) => (
        <Toast key={shown.id} {...shown} />
      ))}
    </div>,
    area,
  );
}

const EDGES: Record<Tone, string> = {
  good: 'border-l-good',
  warn: 'border-l-warn',
  bad: 'border-l-accent',
  neutral: 'border-l-edge',
};

function Toast({ id, title, text, tone = 'neutral', traceId = null, action, lasts, onClose }: Shown) {
  const { t } = useTranslation();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const stays = hovered || focused || lasts !== undefined;
  const dismiss = () => {
    close(id);
    onClose?.();
  };
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(
      () => {
        close(id);
      },
      tone === 'bad' ? LONG_MS : SHORT_MS,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [id, tone, stays]);
  // A finger hovers when it taps, and never leaves.
  const hover = (over: boolean) => (event: PointerEvent) => {
    if (event.pointerType === 'mouse') setHovered(over);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- a mouse over it only delays its end
    <div
      role={tone === 'bad' ? 'alert' : 'group'}
      aria-label={title}
      tabIndex={-1}
      onPointerEnter={hover(true)}
      onPointerLeave={hover(false)}
      onFocus={({ target }) => {
        // A clicked button keeps the focus, so only the keyboard's counts.
        setFocused(target.matches(':focus-visible'));
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        setFocused(currentTarget.contains(relatedTarget));
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape') dismiss();
      }}
      className={cx(
        'pointer-events-auto relative animate-rise rounded-2xl border border-l-4 border-line bg-surface p-4 pr-12 shadow-xl shadow-ink/10',
        EDGES[tone],
      )}
      data-testid="toast"
    >
      <p className="font-semibold">{title}</p>
      {text !== undefined && <p className="mt-0.5 text-sm text-muted">{text}</p>}
      {traceId !== null && (
        <div className="mt-2">
          <TraceId id={traceId} />
        </div>
      )}
      {action !== undefined && (
        <Button
          size="small"
          variant="quiet"
          className="mt-3"
          onClick={() => {
            close(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <button
        type="button"
        aria-label={t('common.close')}
        onClick={dismiss}
        className="absolute top-2 right-2 grid size-9 place-items-center rounded-lg text-muted hover:bg-sunken"
      >
        <X aria-hidden size={18} />
      </button>
    </div>
  );
}
