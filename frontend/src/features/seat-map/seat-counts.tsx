import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import type { Board } from './model/board';
import { useCounts } from './model/use-board';

export function SeatCounts({ board }: { board: Board }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { free, held, sold } = useCounts(board);
  const number = (value: number) => formatNumber(value, language);
  return (
    <p aria-label={t('map.countsLabel')} className="text-sm text-muted tabular-nums">
      {t('map.counts', { free: number(free), held: number(held), sold: number(sold) })}
    </p>
  );
}
