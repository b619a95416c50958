import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/shared/lib/format';
import { totalOf, type SeatInfo } from '@/shared/lib/seat';
import { Button } from '@/shared/ui/button';
import { useLanguage } from '@/shared/ui/use-language';
import { SeatChips } from './seat-chips';

interface Props {
  seats: readonly SeatInfo[];
  currency: string;
  /** The seats will be added to an existing hold. */
  joins: boolean;
  busy: boolean;
  /** The API permits no try yet. */
  waits: boolean;
  onHold: () => void;
  onDrop: (seat: SeatInfo) => void;
  onClear: () => void;
}

/** Seats chosen in this browser only. The next step is to hold them on the server. */
export function ChosenSeats({ seats, currency, joins, busy, waits, onHold, onDrop, onClear }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section aria-label={t('basket.chosen')} data-testid="chosen">
      <div className="flex items-center justify-between">
        <h3 className="text-sm font-semibold text-muted">{t('basket.chosen')}</h3>
        <Button variant="plain" size="small" onClick={onClear}>
          {t('basket.unchoose')}
        </Button>
      </div>
      <SeatChips
        seats={seats}
        currency={currency}
        removeLabel={(seat) => t('basket.drop', { label: seat.label })}
        onRemove={onDrop}
      />
      <Button
        variant={joins ? 'primary' : 'accent'}
        size="large"
        busy={busy}
        waits={waits}
        onClick={onHold}
        className="mt-3 w-full"
      >
        {busy ? t('basket.holding') : t(joins ? 'basket.add' : 'basket.hold', { count: seats.length })}
        <span className="font-normal">· {formatMoney(totalOf(seats), currency, language)}</span>
      </Button>
    </section>
  );
}
