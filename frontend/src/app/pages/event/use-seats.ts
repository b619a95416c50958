/** State and actions of the event page: choosing seats, holding them, and handling conflicts. */
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { holdSeats, MAX_SEATS, useBasket, type HoldOutcome } from '@/features/basket';
import { rankAdjacent, seatInfos, type Board, type SeatPlan } from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';
import { toastError } from '@/shared/errors/toast-error';
import { labelsOf, type SeatInfo } from '@/shared/lib/seat';
import { toast } from '@/shared/ui/toasts';
import { choose } from './choose';
import { holdBest } from './hold-best';

export interface Conflict {
  readonly taken: readonly SeatInfo[];
  readonly remaining: readonly SeatInfo[];
  readonly alternative: readonly SeatInfo[] | null;
}

export function useSeats(
  event: EventView,
  plan: SeatPlan,
  board: Board,
  show: (ids: readonly number[]) => void,
) {
  const { t } = useTranslation();
  const hold = useBasket((state) => state.holds[String(event.id)]);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [party, setParty] = useState(2);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [busy, setBusy] = useState<'hold' | 'best' | null>(null);
  const mine = useMemo(() => new Set(hold?.seats.map((seat) => seat.id)), [hold]);
  const room = MAX_SEATS - mine.size;

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

  const request = async (seats: readonly SeatInfo[]): Promise<HoldOutcome> => {
    const outcome = await holdSeats(event.id, event.currency, seats);
    if (outcome.kind === 'held') {
      setChosen([]);
      setConflict(null);
    }
    return outcome;
  };

  const tryHold = async (seats: readonly SeatInfo[]) => {
    if (busy !== null || seats.length === 0) return;
    setBusy('hold');
    const outcome = await request(seats);
    setBusy(null);
    if (outcome.kind === 'failed') toastError(outcome.error, () => void tryHold(seats));
    if (outcome.kind === 'conflict') reportConflict(seats, new Set(outcome.taken));
  };

  const reportConflict = (wanted: readonly SeatInfo[], taken: ReadonlySet<number>) => {
    const near = [...taken][0] ?? wanted[0]?.id;
    const query = { count: wanted.length, section: null, avoid: taken, ...(near !== undefined && { near }) };
    const alternative = rankAdjacent(plan, board.isFree, query, 1)[0];
    setChosen([]);
    setConflict({
      taken: wanted.filter((seat) => taken.has(seat.id)),
      remaining: wanted.filter((seat) => !taken.has(seat.id)),
      alternative: alternative === undefined ? null : seatInfos(plan, alternative),
    });
  };

  const holdBestSeats = async (section: number | null) => {
    if (busy !== null) return;
    const count = Math.min(party, room);
    if (count < 1) {
      toast({ tone: 'warn', title: t('map.full', { max: String(MAX_SEATS) }) });
      return;
    }
    setBusy('best');
    const outcome = await holdBest({
      rank: (avoid, limit) => rankAdjacent(plan, board.isFree, { count, section, avoid }, limit),
      hold: (ids) => request(seatInfos(plan, ids)),
    });
    setBusy(null);
    if (outcome.kind === 'held') show(outcome.seats);
    if (outcome.kind === 'failed') toastError(outcome.error, () => void holdBestSeats(section));
    if (outcome.kind === 'none')
      toast({ tone: 'warn', title: t('map.best.none', { count }), text: t('map.best.noneText') });
    if (outcome.kind === 'lost')
      toast({ tone: 'warn', title: t('map.justTaken.title'), text: t('map.best.lost') });
  };

  const tap = (id: number) => {
    const label = plan.labels[id] ?? '';
    const choice = choose(id, { plan, isFree: board.isFree, mine, chosen, party, max: MAX_SEATS });
    switch (choice.kind) {
      case 'chosen':
        setChosen(choice.seats);
        break;
      case 'alone':
        setChosen(choice.seats);
        toast({ title: t('map.noRun', { label, count: choice.wanted }) });
        break;
      case 'taken':
        toast({ title: t('map.notFree', { label }) });
        break;
      case 'full':
        toast({ tone: 'warn', title: t('map.full', { max: String(MAX_SEATS) }) });
        break;
      case 'mine':
        // A held seat is released only in the basket: a mistaken tap must not lose it.
        toast({ title: t('common.seatIn', { label, section: t('map.state.mine') }) });
        break;
    }
  };

  return {
    hold,
    mine,
    chosen: useMemo(() => new Set(chosen), [chosen]),
    chosenSeats: useMemo(() => seatInfos(plan, chosen), [plan, chosen]),
    setChosen,
    party: Math.min(party, Math.max(1, room)),
    room,
    setParty,
    conflict,
    dismissConflict: () => {
      setConflict(null);
    },
    busy,
    tap,
    tryHold,
    holdBestSeats,
  };
}

export type Seats = ReturnType<typeof useSeats>;
