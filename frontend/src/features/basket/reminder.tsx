import { Link } from '@tanstack/react-router';
import { Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatCountdown } from '@/shared/lib/format';
import { useBasket, type Hold } from './store';
import { useSecondsLeft } from './use-seconds-left';

/** The held seats and the countdown, in the header of every page. */
export function BasketReminder() {
  const holds = Object.values(useBasket((state) => state.holds));
  const next = holds.sort((a, b) => a.expiresAt - b.expiresAt)[0];
  return next === undefined ? null : <ReminderOf hold={next} />;
}

function ReminderOf({ hold }: { hold: Hold }) {
  const { t } = useTranslation();
  const left = useSecondsLeft(hold.expiresAt);
  return (
    <Link
      to="/events/$eventId"
      params={{ eventId: hold.eventId }}
      aria-label={t('basket.reminder', { count: hold.seats.length })}
      data-reminder
      className="flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm font-bold text-accent tabular-nums"
    >
      <Timer aria-hidden size={16} />
      {formatCountdown(left)}
    </Link>
  );
}
