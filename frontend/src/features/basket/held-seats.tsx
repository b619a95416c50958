import { Link } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '@/shared/api/problem';
import { toastError } from '@/shared/errors/toast-error';
import { formatMoney } from '@/shared/lib/format';
import { cx } from '@/shared/lib/cx';
import { labelsOf, totalOf } from '@/shared/lib/seat';
import { isUsable, useSession } from '@/shared/session/session';
import { announce } from '@/shared/ui/announcer';
import { Button, buttonClass } from '@/shared/ui/button';
import { toast } from '@/shared/ui/toasts';
import { useLanguage } from '@/shared/ui/use-language';
import { extend, giveBackAll, giveBackSeat } from './actions';
import { Countdown } from './countdown';
import { OthersHold } from './others-hold';
import { SeatChips } from './seat-chips';
import type { Hold } from './store';

/** The extension that "More time" requests. The server grants less near a hold's maximum duration. */
const EXTEND_SECONDS = 120;

interface Props {
  hold: Hold;
  checkout?: boolean;
}

/** The held seats, the countdown, and the link to the checkout. */
export function HeldSeats(props: Props) {
  const usable = useSession(({ session }) => isUsable(props.hold.by, session));
  return usable ? <OwnSeats {...props} /> : <OthersHold hold={props.hold} />;
}

function OwnSeats({ hold, checkout = true }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  /** On a small screen the list is collapsed at first, to leave room for the map. */
  const [listed, setListed] = useState(false);
  const listId = useId();
  const total = formatMoney(totalOf(hold.seats), hold.currency, language);

  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await action();
    } catch (error) {
      if (hasCode(error, 'HOLD_LIMIT')) toast({ tone: 'warn', title: t('basket.extendLimit') });
      else toastError(error, () => void run(action));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section aria-label={t('basket.held')} data-testid="hold">
      <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-3">
        <Countdown expiresAt={hold.expiresAt} />
        <Button size="small" busy={busy} onClick={() => void run(() => extend(hold, EXTEND_SECONDS))}>
          {t('basket.extend')}
        </Button>
      </div>
      {checkout && (
        <button
          type="button"
          aria-expanded={listed}
          aria-controls={listId}
          onClick={() => {
            setListed(!listed);
          }}
          className="mt-2 flex min-h-11 w-full items-center gap-2 text-left font-semibold lg:hidden"
        >
          <span className="min-w-0 truncate">{labelsOf(hold.seats)}</span>
          <ChevronDown
            aria-hidden
            size={18}
            className={cx('shrink-0 text-muted transition-transform', listed && 'rotate-180')}
          />
          <span className="ml-auto text-lg tabular-nums">{total}</span>
        </button>
      )}
      <div id={listId} className={cx('mt-3', checkout && !listed && 'max-lg:hidden')}>
        <SeatChips
          seats={hold.seats}
          currency={hold.currency}
          removeLabel={(seat) => t('basket.remove', { label: seat.label })}
          busy={busy}
          onRemove={(seat) =>
            void run(async () => {
              await giveBackSeat(hold, seat.id);
              announce(t('basket.releasedOne', { label: seat.label }));
            })
          }
        />
      </div>
      <p
        className={cx(
          'mt-2 flex items-baseline justify-between border-t border-line pt-3',
          checkout && 'max-lg:hidden',
        )}
      >
        <span className="text-muted">{t('common.total')}</span>
        <span className="text-2xl font-bold tabular-nums">{total}</span>
      </p>
      {checkout && (
        <div className="mt-3 grid grid-cols-[1fr_auto] gap-2">
          <Link
            to="/events/$eventId/checkout"
            params={{ eventId: hold.eventId }}
            className={buttonClass('accent', 'large')}
          >
            {t('basket.checkout')}
          </Link>
          <Button
            variant="quiet"
            size="large"
            busy={busy}
            onClick={() =>
              void run(async () => {
                await giveBackAll(hold);
                toast({ title: t('basket.released') });
              })
            }
          >
            {t('basket.release')}
          </Button>
        </div>
      )}
    </section>
  );
}
