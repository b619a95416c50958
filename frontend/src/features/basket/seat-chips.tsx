import { X } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import type { SeatInfo } from '@/shared/lib/seat';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  seats: readonly SeatInfo[];
  currency: string;
  removeLabel: (seat: SeatInfo) => string;
  onRemove?: (seat: SeatInfo) => void;
  /** Ignores clicks, but keeps the buttons and their focus. */
  busy?: boolean;
}

export function SeatChips({ seats, currency, removeLabel, onRemove, busy = false }: Props) {
  const language = useLanguage();
  const list = useRef<HTMLUListElement>(null);
  const removedAt = useRef<number | null>(null);
  const before = useRef(seats.length);
  useLayoutEffect(() => {
    const [at, shorter] = [removedAt.current, seats.length < before.current];
    before.current = seats.length;
    removedAt.current = null;
    // The focus was on the removed seat's button, so it moves to the next one.
    if (at === null || !shorter || document.activeElement !== document.body) return;
    const buttons = list.current?.querySelectorAll('button') ?? [];
    buttons[Math.min(at, buttons.length - 1)]?.focus();
  }, [seats.length]);
  return (
    <ul ref={list} className="divide-y divide-line">
      {seats.map((seat, index) => (
        <li key={seat.id} className="flex min-h-11 items-center gap-3 py-1">
          <span className="font-display text-lg font-bold tabular-nums">{seat.label}</span>
          <span className="min-w-0 flex-1 truncate text-sm text-muted">{seat.section}</span>
          <span className="text-sm tabular-nums">{formatMoney(seat.price, currency, language)}</span>
          {onRemove !== undefined && (
            <button
              type="button"
              aria-label={removeLabel(seat)}
              aria-disabled={busy || undefined}
              onClick={() => {
                removedAt.current = index;
                if (!busy) onRemove(seat);
              }}
              className="grid size-10 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden size={17} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
