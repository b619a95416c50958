import { Sparkles } from 'lucide-react';
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
  disabled: boolean;
}

/** Party size, section, and the button that holds the best adjacent seats. */
export function BestBar({ seats, plan, currency, disabled }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [section, setSection] = useState<number | null>(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <PartySize value={seats.party} max={Math.max(1, seats.room)} onChange={seats.setParty} />
      {plan.sections.length > 1 && (
        <select
          aria-label={t('map.best.where')}
          value={section ?? ''}
          onChange={(event) => {
            setSection(event.target.value === '' ? null : Number(event.target.value));
          }}
          className="h-11 min-w-0 flex-1 rounded-xl border border-line bg-surface px-3 text-sm max-lg:order-last max-lg:basis-full"
        >
          <option value="">{t('map.best.anywhere')}</option>
          {plan.sections.map(({ name, price }, index) => (
            <option key={index} value={index}>
              {name} · {formatMoney(price, currency, language)}
            </option>
          ))}
        </select>
      )}
      <Button
        variant="primary"
        disabled={disabled}
        busy={seats.busy === 'best'}
        onClick={() => void seats.holdBestSeats(section)}
        className="flex-1 whitespace-nowrap"
      >
        <Sparkles aria-hidden size={18} />
        {seats.busy === 'best' ? t('map.best.searching') : t('map.best.action')}
      </Button>
    </div>
  );
}
