import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { salesQuery } from '@/features/ops/queries';
import { amountOf, freeOf, revenueOf } from '@/features/ops/states';
import type { EventView } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { eventStatus, STATUS_TONE } from '@/shared/lib/event-status';
import { formatMoney, formatNumber } from '@/shared/lib/format';
import { Badge } from '@/shared/ui/badge';
import { useLanguage } from '@/shared/ui/use-language';
import { SeatsBar } from './seats-bar';
import { useOnScreen } from './use-on-screen';

interface Props {
  event: EventView;
  selected: boolean;
  /** Live seat counts, shown instead of the polled ones. */
  live: ReactNode;
}

/** One event and its sales, which are polled only while the row is on the screen. */
export function EventRow({ event, selected, live }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const row = useRef<HTMLLIElement>(null);
  const visible = useOnScreen(row);
  const closed = event.status === 'CLOSED';
  const { data: sales } = useQuery({ ...salesQuery(event.id, closed), enabled: visible });
  // The sales are newer than the event list, so their seat counts decide whether it is sold out.
  const status = eventStatus(sales === undefined ? event : { ...event, seatsAvailable: freeOf(sales) });
  const pending = sales?.orders.find(({ state }) => state === 'PENDING')?.orders ?? 0;
  const amount =
    sales === undefined ? '' : formatMoney(amountOf(sales, ['PENDING']), sales.currency, language);
  return (
    <li
      ref={row}
      data-event={event.id}
      className={cx(
        'relative border-l-4 px-3 py-2.5',
        selected ? 'border-accent bg-sunken' : 'border-transparent',
      )}
    >
      <div className="flex items-start gap-2">
        <Link
          to="/ops"
          search={{ event: event.id }}
          resetScroll={false}
          aria-current={selected ? 'true' : undefined}
          className="line-clamp-2 min-w-0 flex-1 text-sm font-semibold after:absolute after:inset-0"
        >
          {event.title}
        </Link>
        <Badge tone={STATUS_TONE[status]}>{t(`events.status.${status}`)}</Badge>
      </div>
      <div className="mt-1.5">
        {live ??
          (sales === undefined ? (
            <p className="h-6 text-xs text-muted">{t('common.loading')}</p>
          ) : (
            <SeatsBar
              seats={{
                free: freeOf(sales),
                held: sales.seatsHeld,
                sold: sales.seatsSold,
              }}
            />
          ))}
      </div>
      <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted tabular-nums">
        <span>#{event.id}</span>
        {sales !== undefined && (
          <>
            <span className="font-semibold text-ink">
              {formatMoney(revenueOf(sales), sales.currency, language)}
            </span>
            {pending > 0 && (
              <span>
                {t('ops.sales.underWay', {
                  count: pending,
                  amount,
                  replace: { count: formatNumber(pending, language), amount },
                })}
              </span>
            )}
          </>
        )}
      </p>
    </li>
  );
}
