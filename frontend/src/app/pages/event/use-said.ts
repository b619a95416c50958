/** What a screen reader says about chosen and held seats: "Row C, 5 and 6 selected, 240,000 South Korean won". */
import { useTranslation } from 'react-i18next';
import { holdOf, secondsLeft } from '@/features/basket';
import { byRow, seatInfos, type SeatPlan } from '@/features/seat-map';
import { formatList, formatMoneyName } from '@/shared/lib/format';
import { totalOf, type SeatInfo } from '@/shared/lib/seat';
import { announce } from '@/shared/ui/announcer';
import { useLanguage } from '@/shared/ui/use-language';

export function useSaid(plan: SeatPlan, currency: string) {
  const { t } = useTranslation();
  const language = useLanguage();

  const named = (ids: readonly number[]) =>
    byRow(plan, ids)
      .map(({ row, numbers }) => t('map.said.row', { row, seats: formatList(numbers.map(String), language) }))
      .join('; ');
  const total = (seats: readonly SeatInfo[]) => formatMoneyName(totalOf(seats), currency, language);

  return {
    /** `cleared` is the label of the seat that was just cleared. */
    chosen: (ids: readonly number[], cleared: string | null): string => {
      const rest =
        ids.length === 0
          ? t('map.said.nothing')
          : t('map.said.chosen', { seats: named(ids), total: total(seatInfos(plan, ids)) });
      return cleared === null ? rest : `${t('map.said.cleared', { label: cleared })} ${rest}`;
    },
    held: (seats: readonly SeatInfo[]): void => {
      const hold = holdOf(plan.eventId);
      if (hold === null) return;
      const ids = seats.map((seat) => seat.id);
      const held = t('map.said.held', { seats: named(ids), total: total(hold.seats) });
      announce(`${held} ${t('basket.leftAnnounce', { count: secondsLeft(hold.expiresAt) })}`);
    },
  };
}
