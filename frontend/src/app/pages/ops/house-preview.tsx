import { useDeferredValue, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { draftHouse, type Draft } from '@/features/ops';
import { Board, buildPlan, layOut, Legend, SeatCanvas, type SeatMapView } from '@/features/seat-map';
import { formatMoney, formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

const NONE: ReadonlySet<number> = new Set();

/** The seat map that buyers would see, drawn by the same code from the form's current values. */
export function HousePreview({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const view = useRef<SeatMapView>(null);
  const { sections, currency } = useDeferredValue(draft);
  const house = useMemo(() => {
    const map = draftHouse(sections, currency);
    if (map === null) return null;
    const worth = map.seats.reduce((sum, seat) => sum + seat.price, 0);
    const plan = buildPlan(map);
    return { plan, layout: layOut(plan), board: new Board(plan.size), worth };
  }, [sections, currency]);
  const known = /^[A-Z]{3}$/.test(currency) ? currency : 'XXX';
  const worth = formatMoney(house?.worth ?? 0, known, language);
  return (
    <section aria-labelledby="ops-preview" className="min-w-0 lg:sticky lg:top-20 lg:self-start">
      <h2 id="ops-preview" className="mb-2 text-lg font-bold">
        {t('ops.create.preview')}
      </h2>
      {house === null ? (
        <p className="rounded-2xl border border-dashed border-edge px-4 py-16 text-center text-muted">
          {t('ops.create.noPreview')}
        </p>
      ) : (
        <>
          <div className="h-80 overflow-hidden rounded-2xl border border-line bg-sunken lg:h-[60dvh]">
            <SeatCanvas
              plan={house.plan}
              layout={house.layout}
              board={house.board}
              currency={known}
              title={draft.title}
              mine={NONE}
              chosen={NONE}
              onTap={() => undefined}
              viewRef={view}
            />
          </div>
          <p role="status" className="mt-2 mb-2 text-sm font-semibold tabular-nums">
            {t('ops.create.size', {
              count: house.plan.size,
              worth,
              replace: { count: formatNumber(house.plan.size, language), worth },
            })}
          </p>
          <Legend plan={house.plan} currency={known} />
        </>
      )}
    </section>
  );
}
