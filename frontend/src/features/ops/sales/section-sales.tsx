import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { salesQuery } from '@/features/ops/queries';
import { Cell, HeadCell, Table } from '@/features/ops/table';
import { formatMoney, formatNumber } from '@/shared/lib/format';
import { Skeleton } from '@/shared/ui/skeleton';
import { useLanguage } from '@/shared/ui/use-language';

/** Sold, held and free seats of each section. */
export function SectionSales({ eventId }: { eventId: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data } = useQuery(salesQuery(eventId));
  return (
    <section aria-labelledby="ops-sections" className="min-w-0">
      <h3 id="ops-sections" className="mb-2 text-lg font-bold">
        {t('ops.sections.title')}
      </h3>
      {data === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <Table
          head={
            <>
              <HeadCell>{t('ops.sections.section')}</HeadCell>
              <HeadCell end>{t('ops.sections.price')}</HeadCell>
              <HeadCell end>{t('ops.seats.sold')}</HeadCell>
              <HeadCell end>{t('ops.seats.held')}</HeadCell>
              <HeadCell end>{t('ops.seats.free')}</HeadCell>
            </>
          }
        >
          {data.sections.map(({ name, price, seatsTotal, seatsHeld, seatsSold }, index) => (
            // Two sections may have the same name; their places never change.
            <tr key={index} data-section={name}>
              <Cell>{name}</Cell>
              <Cell end more="text-muted">
                {formatMoney(price, data.currency, language)}
              </Cell>
              <Cell end>{formatNumber(seatsSold, language)}</Cell>
              <Cell end>{formatNumber(seatsHeld, language)}</Cell>
              <Cell end>{formatNumber(seatsTotal - seatsHeld - seatsSold, language)}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
