import { useTranslation } from 'react-i18next';
import { TIERS } from './map/palette';
import type { SeatPlan } from './model/plan';
import { cx } from '@/shared/lib/cx';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import { SeatGlyph } from './seat-glyph';

const TIER_TEXT = [
  'text-tier-1',
  'text-tier-2',
  'text-tier-3',
  'text-tier-4',
  'text-tier-5',
  'text-tier-6',
  'text-tier-7',
  'text-tier-8',
] as const;

type Props = { plan: SeatPlan; currency: string } | { plan?: undefined; currency?: undefined };

/** The meaning of the marks and colours, with the same shapes as on the map. Without a plan, no prices are known. */
export function Legend({ plan, currency }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section
      aria-label={t('map.legend.label')}
      // On a small screen the legend overflows, and arrow keys must be able to scroll it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
      tabIndex={0}
      className="flex gap-x-4 gap-y-1.5 overflow-x-auto text-xs whitespace-nowrap text-muted sm:flex-wrap"
    >
      {plan?.prices.map((price, tier) => (
        <span key={price} className="flex shrink-0 items-center gap-1.5 tabular-nums">
          <SeatGlyph mark="free" className={cx('size-3.5', TIER_TEXT[tier % TIERS])} />
          {formatMoney(price, currency, language)}
        </span>
      ))}
      {(['chosen', 'mine', 'held', 'sold', 'taken'] as const).map((mark) => (
        <span key={mark} className="flex shrink-0 items-center gap-1.5">
          <SeatGlyph
            mark={mark}
            className={cx('size-3.5', OWN.has(mark) ? 'text-accent' : 'text-seat-off')}
          />
          {t(`map.legend.${mark}`)}
        </span>
      ))}
    </section>
  );
}

const OWN: ReadonlySet<string> = new Set(['chosen', 'mine']);
