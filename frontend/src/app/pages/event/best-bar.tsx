import { RefreshCw, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PartySize, type SeatPlan } from '@/features/seat-map';
import { formatMoney } from '@/shared/lib/format';
import { Button } from '@/shared/ui/button';
import { useLanguage } from '@/shared/ui/use-language';
import type { Seats } from './use-seats';

interface Props {
  seats: Seats;
  plan: SeatPlan;
  currency: string;
}

/** Party size, section, and the button that holds the best adjacent seats. */
export function BestBar({ seats, plan, currency }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [section, setSection] = useState<number | null>(null);
  const { party, hold } = seats;
  const busy = seats.busy === 'best';
  const action = hold === undefined ? t('map.best.action') : t('map.best.add', { count: party });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <PartySize value={party} max={Math.max(1, seats.room)} onChange={seats.setParty} />
      <Button
        variant={hold === undefined ? 'primary' : 'quiet'}
        disabled={seats.room < 1 || seats.buying}
        busy={busy}
        waits={seats.pace > 0}
        onClick={() => void seats.holdBestSeats(section)}
        className="flex-1 whitespace-nowrap"
      >
        <Sparkles aria-hidden size={18} />
        {busy ? t('map.best.searching') : action}
      </Button>
      {seats.canLookAgain && (
        <Button
          busy={busy}
          waits={seats.pace > 0}
          onClick={() => void seats.holdBestSeats(section, true)}
          className="whitespace-nowrap"
        >
          <RefreshCw aria-hidden size={17} />
          {t('map.best.again')}
        </Button>
      )}
      {plan.sections.length > 1 && (
        <select
          aria-label={t('map.best.where')}
          value={section ?? ''}
          onChange={(event) => {
            setSection(event.target.value === '' ? null : Number(event.target.value));
          }}
          className="h-11 min-w-40 flex-1 rounded-xl border border-line bg-surface px-3 text-sm"
        >
          <option value="">{t('map.best.anywhere')}</option>
          {plan.sections.map(({ name, price }, index) => (
            <option key={index} value={index}>
              {name} · {formatMoney(price, currency, language)}
            </option>
          ))}
        </select>
      )}
      {party > 1 && (
        <label className="flex min-h-11 items-center gap-2 text-sm">
          <input
            type="checkbox"
            role="switch"
            checked={seats.together}
            onChange={(event) => {
              seats.setTogether(event.target.checked);
            }}
            className="size-5 accent-accent"
          />
          {t('map.party.together', { count: party })}
        </label>
      )}
      {seats.perBuyer !== null && (
        <p className="w-full text-sm text-muted">{t('map.party.limit', { count: seats.perBuyer })}</p>
      )}
    </div>
  );
}
