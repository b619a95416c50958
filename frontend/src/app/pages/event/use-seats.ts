/** State and actions of the event page: choosing seats, holding them, and handling conflicts. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  holdInstead,
  holdSeats,
  MAX_SEATS,
  useBasket,
  type BuyerLimit,
  type HoldOutcome,
} from '@/features/basket';
import { useSentAttempts } from '@/features/checkout';
import { rankAdjacent, seatInfos, useSoldOut, type Board, type SeatPlan } from '@/features/seat-map';
import { hasCode } from '@/shared/api/problem';
import { eventQuery } from '@/shared/api/queries';
import type { EventView } from '@/shared/api/types';
import { notePace, usePace } from '@/shared/errors/pace';
import { toastError } from '@/shared/errors/toast-error';
import { eventStatus } from '@/shared/lib/event-status';
import { labelsOf, type SeatInfo } from '@/shared/lib/seat';
import { announce } from '@/shared/ui/announcer';
import { toast } from '@/shared/ui/toasts';
import { useEventTime } from '@/shared/ui/use-event-time';
import { choose } from './choose';
import { holdBest } from './hold-best';
import { useCustomer } from './use-customer';
import { useSaid } from './use-said';

const NOTHING: readonly number[] = [];

export interface Conflict {
  readonly taken: readonly SeatInfo[];
  readonly remaining: readonly SeatInfo[];
  readonly alternative: readonly SeatInfo[] | null;
}

/** What "Best together" has held, and every seat that it has shown since the first time. */
interface Looked {
  readonly held: readonly number[];
  readonly seen: ReadonlySet<number>;
}

interface Options {
  readonly eventId: number;
  /** Undefined until it has arrived. */
  readonly event: EventView | undefined;
  /** Without a seat until they have arrived; then none can be chosen or held. */
  readonly plan: SeatPlan;
  readonly board: Board;
  /** Brings seats into view. */
  readonly show: (ids: readonly number[]) => void;
  /** Called when seats have been held. */
  readonly onHeld: () => void;
}

export function useSeats({ eventId, event, plan, board, show, onHeld }: Options) {
  const { t } = useTranslation();
  const eventTime = useEventTime();
  const queries = useQueryClient();
  const currency = event?.currency ?? '';
  const status = event && eventStatus(event);
  const say = useSaid(plan, currency);
  const open = plan.size > 0 && (status === 'ON_SALE' || status === 'SOLD_OUT');
  const soldOut = useSoldOut(board);
  const hold = useBasket((state) => state.holds[String(eventId)]);
  const [tapped, setChosen] = useState<readonly number[]>(NOTHING);
  /** Seats that were chosen before sales closed can't be held any more. */
  const chosen = open ? tapped : NOTHING;
  const [party, setParty] = useState(2);
  /** A tap chooses as many adjacent seats as the party has. */
  const [together, setTogether] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  /** The buyer's limit, once it was reached; `elsewhere` are seats beside the hold. */
  const [limit, setLimit] = useState<(BuyerLimit & { elsewhere: number; shown: boolean }) | null>(null);
  const [customer, setCustomer] = useCustomer(event, hold !== undefined);
  const pace = usePace('hold');
  const [busy, setBusy] = useState<'hold' | 'best' | null>(null);
  const mine = useMemo(() => new Set(hold?.seats.map((seat) => seat.id)), [hold]);
  const perBuyer = event?.seatsPerBuyer ?? limit?.most ?? null;
  const room = roomFor(mine.size, perBuyer, limit?.elsewhere ?? 0);
  const limited = room < MAX_SEATS - mine.size;
  /** The hold is being bought, so it must not be changed any more. */
  const buying = useSentAttempts(eventId).some((attempt) => attempt.holdToken === hold?.token);
  const canLookAgain =
    looked !== null &&
    looked.held.length === mine.size &&
    looked.held.every((id) => mine.has(id)) &&
    // The other seats are held before these are released, so for a moment the buyer has both.
    roomFor(mine.size, perBuyer, limit?.elsewhere ?? 0, 2 * MAX_SEATS) >= mine.size;

  const dropTakenSeats = useEffectEvent(() => {
    // While our request is in flight, changes to these seats are most likely our own hold.
    if (busy !== null) return;
    const gone = chosen.filter((id) => !board.isFree(id) && !mine.has(id));
    if (gone.length === 0) return;
    setChosen(chosen.filter((id) => board.isFree(id)));
    const text = t('map.justTaken.text', { count: gone.length, labels: labelsOf(seatInfos(plan, gone)) });
    toast({ tone: 'warn', title: t('map.justTaken.title'), text });
  });
  useEffect(() => board.listen(dropTakenSeats), [board]);

  const request = async (seats: readonly SeatInfo[], instead = false): Promise<HoldOutcome> => {
    const outcome =
      instead && hold !== undefined
        ? await holdInstead(hold, seats, customer?.name)
        : await holdSeats(eventId, currency, seats, customer?.name);
    if (outcome.kind === 'held') {
      setChosen(NOTHING);
      setConflict(null);
      setLimit((known) => known && { ...known, shown: false });
      say.held(seats);
      onHeld();
    }
    if (outcome.kind === 'failed') reportLimit(outcome.error);
    // The page may not know yet that sales have closed.
    if (outcome.kind === 'failed' && hasCode(outcome.error, 'SALES_NOT_OPEN'))
      void queries.invalidateQueries(eventQuery(eventId));
    return outcome;
  };

  const tryHold = async (seats: readonly SeatInfo[]) => {
    if (busy !== null || buying || pace > 0 || seats.length === 0 || lacksCustomer()) return;
    setBusy('hold');
    const outcome = await request(seats);
    setBusy(null);
    if (outcome.kind === 'failed') tell(outcome.error, () => void tryHold(seats));
    if (outcome.kind === 'conflict') reportConflict(seats, new Set(outcome.taken));
  };

  const lacksCustomer = () => {
    const lacks = customer !== null && hold === undefined && customer.name.trim() === '';
    if (lacks) toast({ tone: 'warn', title: t('basket.customer.missing') });
    return lacks;
  };

  const reportLimit = (error: unknown) => {
    if (!hasCode(error, 'BUYER_LIMIT') || error.details.limit === null) return;
    const { most, held } = error.details.limit;
    setLimit({ most, held, elsewhere: Math.max(0, held - mine.size), shown: true });
  };

  /** A limit of the buyer's has its own place, where it stays. */
  const tell = (error: unknown, retry: () => void) => {
    const shown = notePace('hold', error) || (hasCode(error, 'BUYER_LIMIT') && error.details.limit !== null);
    if (!shown) toastError(error, retry);
  };

  const reportConflict = (wanted: readonly SeatInfo[], taken: ReadonlySet<number>) => {
    const near = [...taken][0] ?? wanted[0]?.id;
    const query = { count: wanted.length, section: null, avoid: taken, ...(near !== undefined && { near }) };
    const alternative = rankAdjacent(plan, board.isFree, query, 1)[0];
    setChosen(NOTHING);
    setConflict({
      taken: wanted.filter((seat) => taken.has(seat.id)),
      remaining: wanted.filter((seat) => !taken.has(seat.id)),
      alternative: alternative === undefined ? null : seatInfos(plan, alternative),
    });
  };

  /** `again` holds other seats in place of those that the last look has held. */
  const holdBestSeats = async (section: number | null, again = false) => {
    if (busy !== null || buying || pace > 0 || lacksCustomer()) return;
    const seen = again && looked !== null ? looked.seen : new Set<number>();
    const count = again ? mine.size : Math.min(party, room);
    if (count < 1) {
      sayFull();
      return;
    }
    setBusy('best');
    const outcome = await holdBest({
      rank: (avoid, limit) =>
        rankAdjacent(plan, board.isFree, { count, section, avoid: new Set([...avoid, ...seen]) }, limit),
      hold: (ids) => request(seatInfos(plan, ids), again),
    });
    setBusy(null);
    switch (outcome.kind) {
      case 'held':
        show(outcome.seats);
        // Seats that are added to others can't be exchanged alone.
        setLooked(
          hold === undefined || again
            ? { held: outcome.seats, seen: new Set([...seen, ...outcome.seats]) }
            : null,
        );
        break;
      case 'none':
        if (again) {
          // From here on the seats that were seen before are offered again.
          setLooked({ held: [...mine], seen: mine });
          toast({ title: t('map.best.noOther'), text: t('map.best.noOtherText') });
        } else {
          toast({ tone: 'warn', title: t('map.best.none', { count }), text: t('map.best.noneText') });
        }
        break;
      case 'lost':
        toast({ tone: 'warn', title: t('map.justTaken.title'), text: t('map.best.lost') });
        break;
      case 'failed':
        tell(outcome.error, () => void holdBestSeats(section, again));
        break;
    }
  };

  const sayFull = () => {
    const title = limited && perBuyer !== null ? t('map.fullBuyer', { max: String(perBuyer) }) : null;
    toast({ tone: 'warn', title: title ?? t('map.full', { max: String(MAX_SEATS) }) });
  };

  const choosing = (seats: readonly number[], cleared: string | null) => {
    setChosen(seats);
    announce(say.chosen(seats, cleared));
  };

  const sayClosed = () => {
    if (event === undefined) return;
    const when = eventTime(event.salesOpenAt, event.timeZone);
    toast({ title: status === 'SCHEDULED' ? t('events.opens', { when }) : t('basket.emptyClosed') });
  };

  const tap = (id: number) => {
    if (!open) {
      sayClosed();
      return;
    }
    const label = plan.labels[id] ?? '';
    const size = together ? party : 1;
    const choice = choose(id, {
      plan,
      isFree: board.isFree,
      mine,
      chosen,
      party: size,
      max: mine.size + room,
    });
    switch (choice.kind) {
      case 'chosen':
        choosing(choice.seats, chosen.includes(id) ? label : null);
        break;
      case 'alone':
        setChosen(choice.seats);
        toast({ title: t('map.noRun', { label, count: choice.wanted }) });
        break;
      case 'taken':
        toast({ title: t('map.notFree', { label }) });
        break;
      case 'full':
        sayFull();
        break;
      case 'mine':
        // A held seat is released only in the basket: a mistaken tap must not lose it.
        toast({ title: t('common.seatIn', { label, section: t('map.state.mine') }) });
        break;
    }
  };

  return {
    open,
    soldOut,
    hold,
    mine,
    chosen: useMemo(() => new Set(chosen), [chosen]),
    chosenSeats: useMemo(() => seatInfos(plan, chosen), [plan, chosen]),
    drop: (id: number) => {
      choosing(
        chosen.filter((seat) => seat !== id),
        plan.labels[id] ?? '',
      );
    },
    clear: () => {
      choosing(NOTHING, null);
    },
    party: Math.min(party, Math.max(1, room)),
    room,
    setParty,
    together,
    setTogether,
    conflict,
    dismissConflict: () => {
      setConflict(null);
    },
    limit: limit?.shown === true ? limit : null,
    /** Seats elsewhere may have been given back meanwhile; the API says so again if they haven't. */
    dismissLimit: () => {
      setLimit(null);
    },
    customer,
    setCustomer: (name: string) => {
      setCustomer(name);
      // It was that of another customer.
      setLimit(null);
    },
    perBuyer,
    /** A rate limit: seconds until the next try. */
    pace,
    busy,
    buying,
    tap,
    tryHold,
    holdBestSeats,
    canLookAgain,
  };
}

/** How many more seats may be held, of at most `most` in one hold. */
function roomFor(held: number, perBuyer: number | null, elsewhere: number, most = MAX_SEATS): number {
  const buyers = perBuyer === null ? Infinity : perBuyer - elsewhere;
  return Math.max(0, Math.min(most, buyers) - held);
}

export type Seats = ReturnType<typeof useSeats>;
