import { Maximize, Minus, Plus } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import { cx } from '@/shared/lib/cx';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import type { Layout } from './layout';
import { SeatTip } from './seat-tip';
import { SeatMapView } from './view';

interface Props {
  plan: SeatPlan;
  layout: Layout;
  board: Board;
  currency: string;
  title: string;
  mine: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  onTap: (id: number) => void;
  /** Lets the page bring seats into view. */
  viewRef: RefObject<SeatMapView | null>;
}

const STEP_PX = 80;

export function SeatCanvas(props: Props) {
  const { plan, layout, board, currency, title, mine, chosen, onTap, viewRef } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const host = useRef<HTMLDivElement>(null);
  const seats = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const [hovered, setHovered] = useState<{ id: number; x: number; y: number } | null>(null);
  const [wholeVisible, setWholeVisible] = useState(true);
  const tap = useEffectEvent(onTap);

  const stage = t('map.stage');
  const sections = useMemo(
    () => plan.sections.map(({ name, price }) => ({ name, price: formatMoney(price, currency, language) })),
    [plan, currency, language],
  );

  useEffect(() => {
    if (
      host.current === null ||
      seats.current === null ||
      overlay.current === null ||
      minimap.current === null
    )
      return;
    const canvases = {
      host: host.current,
      seats: seats.current,
      overlay: overlay.current,
      minimap: minimap.current,
    };
    const view = new SeatMapView(
      canvases,
      plan,
      layout,
      board,
      { sections, stage },
      {
        onTap: (id) => {
          tap(id);
        },
        onHover: setHovered,
        onWholeVisible: setWholeVisible,
      },
    );
    viewRef.current = view;
    return () => {
      viewRef.current = null;
      view.close();
    };
  }, [plan, layout, board, sections, stage, viewRef]);

  useEffect(() => {
    viewRef.current?.setOwn(mine, chosen);
  }, [mine, chosen, plan, layout, board, sections, stage, viewRef]);

  const onKeyDown = (event: KeyboardEvent) => {
    const view = viewRef.current;
    const moves: Record<string, () => void> = {
      '+': () => view?.zoomBy(1.5),
      '=': () => view?.zoomBy(1.5),
      '-': () => view?.zoomBy(1 / 1.5),
      '0': () => view?.showAll(),
      ArrowLeft: () => view?.panBy(STEP_PX, 0),
      ArrowRight: () => view?.panBy(-STEP_PX, 0),
      ArrowUp: () => view?.panBy(0, STEP_PX),
      ArrowDown: () => view?.panBy(0, -STEP_PX),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  const layer = 'absolute inset-0 size-full';
  return (
    // The keys work while a button inside has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- handles keys that bubble from its buttons
    <div
      ref={host}
      onKeyDown={onKeyDown}
      className="relative size-full overflow-hidden select-none"
      data-testid="seat-map"
    >
      <div role="img" aria-label={t('map.label', { title })} className={layer}>
        <canvas ref={seats} className={layer} />
        <canvas
          ref={overlay}
          className={cx(
            layer,
            'touch-none',
            hovered === null ? 'cursor-grab active:cursor-grabbing' : 'cursor-pointer',
          )}
        />
      </div>
      <canvas
        ref={minimap}
        aria-hidden
        className={cx(
          'absolute bottom-3 left-3 h-16 w-20 cursor-pointer touch-none rounded-xl border border-line bg-surface shadow-sm transition-opacity sm:h-32 sm:w-40',
          wholeVisible && 'invisible opacity-0',
        )}
      />
      <div className="absolute top-3 right-3 grid overflow-hidden rounded-xl border border-line bg-surface shadow-sm">
        <MapButton label={t('map.zoomIn')} onClick={() => viewRef.current?.zoomBy(1.7)} icon={Plus} />
        <MapButton label={t('map.zoomOut')} onClick={() => viewRef.current?.zoomBy(1 / 1.7)} icon={Minus} />
        <MapButton label={t('map.fit')} onClick={() => viewRef.current?.showAll()} icon={Maximize} />
      </div>
      {hovered !== null && (
        <SeatTip plan={plan} board={board} currency={currency} mine={mine} chosen={chosen} {...hovered} />
      )}
    </div>
  );
}

function MapButton({
  label,
  onClick,
  icon: Icon,
}: {
  label: string;
  onClick: () => void;
  icon: typeof Plus;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="grid size-11 place-items-center text-muted not-last:border-b not-last:border-line hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden size={19} />
    </button>
  );
}
