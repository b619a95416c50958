import { X } from 'lucide-react';
import type { SeatInfo } from '@/shared/lib/seat';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  seats: readonly SeatInfo[];
  currency: string;
  removeLabel: (seat: SeatInfo) => string;
  onRemove?: ((seat: SeatInfo) => void) | undefined;
}

export function SeatChips({ seats, currency, removeLabel, onRemove }: Props) {
  const language = useLanguage();
  return (
    <ul className="divide-y divide-line">
      {seats.map((seat) => (
        <li key={seat.id} className="flex min-h-11 items-center gap-3 py-1">
          <span className="font-display text-lg font-bold tabular-nums">{seat.label}</span>
          <span className="min-w-0 flex-1 truncate text-sm text-muted">{seat.section}</span>
          <span className="text-sm tabular-nums">{formatMoney(seat.price, currency, language)}</span>
          {onRemove !== undefined && (
            <button
              type="button"
              aria-label={removeLabel(seat)}
              onClick={() => {
                onRemove(seat);
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
