/**
 * The seat map on its canvases: at most one draw per frame, and none when nothing has changed.
 *
 * React mounts it and passes in the held and chosen seats; it handles gestures, animation and drawing itself.
 */
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import * as cameras from './camera';
import type { Camera, Size } from './camera';
import { watchGestures } from './gestures';
import { PITCH, seatAt, type Layout } from './layout';
import type { MapLabels } from './map-labels';
import { Minimap } from './minimap';
import { ZoomSnapshots } from './zoom-snapshots';
import { Overlay } from './overlay';
import { Painter } from './painter';
import { readPalette, type Palette } from './palette';

export interface ViewHandlers {
  onTap: (id: number) => void;
  /** The seat under the pointer, with its position on the screen. */
  onHover: (seat: { id: number; x: number; y: number } | null) => void;
  /** Called when the whole house comes into view or leaves it. */
  onWholeVisible: (wholeVisible: boolean) => void;
}

export interface ViewCanvases {
  readonly host: HTMLElement;
  readonly seats: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly minimap: HTMLCanvasElement;
}

const ANIMATION_MS = 260;
/** Below these seat distances a tap zooms in instead of choosing: a finger is less precise than a mouse. */
const TOUCHABLE_PX = 17;
const POINTABLE_PX = 5;
/** More than two device pixels per CSS pixel cost frames without a visible gain. */
const MAX_RATIO = 2;
/** A zoom has ended when no zoom event has arrived for this long. */
const ZOOM_REST_MS = 110;
/** A house of up to this many seats is drawn sharp in every frame, also while zooming. */
const ALWAYS_SHARP_SEATS = 4000;
/** Above this many changed seats, redrawing all is cheaper than redrawing each. */
const REDRAW_ALL_SEATS = 3000;

export class SeatMapView {
  readonly #painter: Painter;
  readonly #overlay: Overlay;
  readonly #minimap: Minimap;
  readonly #zoomSnapshots = new ZoomSnapshots();
  readonly #dirty = new Set<number>();
  readonly #unsubscribe: (() => void)[] = [];
  #camera: Camera = { scale: 1, x: 0, y: 0 };
  /** The camera of the last sharp drawing; it lags behind during a zoom. */
  #drawn: Camera = this.#camera;
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #palette: Palette;
  #animation: { from: Camera; to: Camera; began: number } | null = null;
  #redrawAll = true;
  /** The first drawing isn't complete: it is spread over several frames. */
  #opening = true;
  #redrawOverlay = true;
  #frame = 0;
  #minimapTimer: ReturnType<typeof setTimeout> | undefined;
  #zoomedAt = -Infinity;
  #wholeVisible = true;
  readonly #reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

  constructor(
    readonly canvases: ViewCanvases,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly board: Board,
    labels: MapLabels,
    readonly handlers: ViewHandlers,
  ) {
    this.#palette = readPalette(canvases.host);
    this.#painter = new Painter(context(canvases.seats), plan, layout, board, labels);
    this.#overlay = new Overlay(context(canvases.overlay), plan, layout, labels);
    this.#minimap = new Minimap(canvases.minimap, plan, layout, board);
    this.#watch();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#minimapTimer);
    for (const stop of this.#unsubscribe) stop();
  }

  setOwn(mine: ReadonlySet<number>, chosen: ReadonlySet<number>): void {
    this.#overlay.mine = mine;
    this.#overlay.chosen = chosen;
    this.#redrawOverlay = true;
    this.#schedule();
  }

  zoomBy(factor: number): void {
    const middle = { x: this.#size.width / 2, y: this.#size.height / 2 };
    this.#animateTo(cameras.zoom(this.#goal, factor, middle, this.layout.bounds, this.#size));
  }

  panBy(dx: number, dy: number): void {
    this.#animateTo(cameras.pan(this.#goal, dx, dy, this.layout.bounds, this.#size));
  }

  showAll(): void {
    this.#animateTo(cameras.fit(this.layout.bounds, this.#size));
  }

  /** Brings seats into view, and zooms in until they can be seen. */
  show(ids: readonly number[]): void {
    const first = ids[0];
    if (first === undefined) return;
    const middle = ids[Math.floor(ids.length / 2)] ?? first;
    const [x, y] = [this.layout.x[middle] ?? 0, this.layout.y[middle] ?? 0];
    const wanted = Math.max(this.#goal.scale, 24 / PITCH);
    const closer = cameras.zoom(
      this.#goal,
      wanted / this.#goal.scale,
      { x: 0, y: 0 },
      this.layout.bounds,
      this.#size,
    );
    this.#animateTo(cameras.centreOn(closer, x, y, this.layout.bounds, this.#size));
  }

  /** A seat's position on the screen, in CSS pixels from the map's top left corner. */
  whereIs(id: number): { x: number; y: number } {
    const { scale, x, y } = this.#camera;
    return { x: (this.layout.x[id] ?? 0) * scale + x, y: (this.layout.y[id] ?? 0) * scale + y };
  }

  get #goal(): Camera {
    return this.#animation?.to ?? this.#camera;
  }

  #watch(): void {
    const { host, minimap } = this.canvases;
    const resize = new ResizeObserver(() => {
      this.#resize();
    });
    resize.observe(host);
    const recolour = () => {
      this.#palette = readPalette(host);
      this.#zoomSnapshots.clear();
      this.#scheduleRedraw();
    };
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', recolour);
    const theme = new MutationObserver(recolour);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#unsubscribe.push(
      () => {
        resize.disconnect();
        theme.disconnect();
        scheme.removeEventListener('change', recolour);
      },
      this.board.listen((changed, taken) => {
        for (const id of changed) this.#dirty.add(id);
        this.#minimap.invalidate();
        this.#overlay.showTaken(taken, performance.now());
        this.#schedule();
      }),
      watchGestures(this.canvases.overlay, {
        onTap: this.#tap,
        onPan: (dx, dy) => {
          this.#moveTo(cameras.pan(this.#camera, dx, dy, this.layout.bounds, this.#size));
        },
        onZoom: (factor, x, y) => {
          this.#zoomedAt = performance.now();
          this.#moveTo(cameras.zoom(this.#camera, factor, { x, y }, this.layout.bounds, this.#size));
        },
        onHover: this.#hover,
        onLeave: () => {
          this.#setHovered(null);
        },
      }),
      watchGestures(minimap, {
        onTap: this.#centreOnTap,
        onPan: (dx, dy) => {
          const share = this.#camera.scale / cameras.fit(this.layout.bounds, sizeOf(minimap)).scale;
          this.#moveTo(cameras.pan(this.#camera, -dx * share, -dy * share, this.layout.bounds, this.#size));
        },
        onZoom: (factor) => {
          this.zoomBy(factor);
        },
        onHover: () => undefined,
        onLeave: () => undefined,
      }),
    );
  }

  readonly #tap = (x: number, y: number, coarse: boolean): void => {
    const point = cameras.toWorld(this.#camera, x, y);
    if (PITCH * this.#camera.scale < (coarse ? TOUCHABLE_PX : POINTABLE_PX)) {
      const factor = 30 / (PITCH * this.#camera.scale);
      this.#animateTo(cameras.zoom(this.#camera, factor, { x, y }, this.layout.bounds, this.#size));
      return;
    }
    const id = seatAt(this.plan, this.layout, point.x, point.y);
    if (id !== null) this.handlers.onTap(id);
  };

  readonly #centreOnTap = (x: number, y: number): void => {
    const point = this.#minimap.worldAt(x, y);
    this.#animateTo(cameras.centreOn(this.#camera, point.x, point.y, this.layout.bounds, this.#size));
  };

  readonly #hover = (x: number, y: number): void => {
    const point = cameras.toWorld(this.#camera, x, y);
    const near = PITCH * this.#camera.scale >= POINTABLE_PX;
    this.#setHovered(near ? seatAt(this.plan, this.layout, point.x, point.y) : null);
  };

  #setHovered(id: number | null): void {
    if (id === this.#overlay.hovered) return;
    this.#overlay.hovered = id;
    this.handlers.onHover(id === null ? null : { id, ...this.whereIs(id) });
    this.#redrawOverlay = true;
    this.#schedule();
  }

  #resize(): void {
    const { host, seats, overlay } = this.canvases;
    const before = this.#size;
    this.#size = { width: host.clientWidth, height: host.clientHeight };
    this.#ratio = Math.min(MAX_RATIO, window.devicePixelRatio);
    for (const canvas of [seats, overlay]) {
      canvas.width = Math.round(this.#size.width * this.#ratio);
      canvas.height = Math.round(this.#size.height * this.#ratio);
    }
    this.#painter.invalidate();
    this.#zoomSnapshots.clear();
    // A zoomed view keeps its middle; a view of the whole house stays one.
    const { bounds } = this.layout;
    const middle = cameras.toWorld(this.#camera, before.width / 2, before.height / 2);
    this.#animation = null;
    this.#camera =
      this.#wholeVisible || before.width === 0
        ? cameras.fit(bounds, this.#size)
        : cameras.centreOn(this.#camera, middle.x, middle.y, bounds, this.#size);
    this.#scheduleRedraw();
  }

  #moveTo(camera: Camera): void {
    this.#animation = null;
    this.#camera = camera;
    this.#scheduleRedraw();
  }

  #animateTo(to: Camera): void {
    if (this.#reducedMotion.matches) {
      if (this.#wholeVisible && this.plan.size > ALWAYS_SHARP_SEATS)
        this.#zoomSnapshots.keepOverview(this.canvases.seats, this.#drawn);
      this.#moveTo(to);
      return;
    }
    this.#animation = { from: this.#camera, to, began: performance.now() };
    this.#schedule();
  }

  #scheduleRedraw(): void {
    this.#redrawAll = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  }

  readonly #draw = (now: number): void => {
    this.#frame = 0;
    if (this.#size.width === 0 || this.#size.height === 0) return;
    this.#advanceAnimation(now);
    const zooming = this.#zooming(now);
    if (zooming) this.#drawScaled();
    const sharp = !zooming && this.#drawSharp();
    if (this.#redrawAll || this.#redrawOverlay || this.#overlay.animating) {
      this.#overlay.draw(
        this.#camera,
        this.#size,
        this.#ratio,
        this.#palette,
        now,
        this.#reducedMotion.matches,
      );
    }
    if (!this.#wholeVisible) this.#drawMinimap(now);
    if (sharp) this.#dirty.clear();
    this.#redrawAll = !sharp || this.#animation !== null;
    this.#redrawOverlay = false;
    if (this.#redrawAll || this.#overlay.animating) this.#schedule();
  };

  /** The minimap skips changes that come soon after others, so they are drawn later even if nothing else changes. */
  #drawMinimap(now: number): void {
    this.#minimap.draw(this.#camera, this.#size, this.#ratio, this.#palette, now);
    clearTimeout(this.#minimapTimer);
    const wait = this.#minimap.repaintIn(now);
    if (wait !== null)
      this.#minimapTimer = setTimeout(() => {
        this.#schedule();
      }, wait);
  }

  #zooming(now: number): boolean {
    if (this.plan.size <= ALWAYS_SHARP_SEATS) return false;
    return (
      now - this.#zoomedAt < ZOOM_REST_MS ||
      (this.#animation !== null && this.#animation.from.scale !== this.#animation.to.scale)
    );
  }

  #drawScaled(): void {
    const { seats } = this.canvases;
    if (!this.#zoomSnapshots.active) this.#zoomSnapshots.begin(seats, this.#drawn, this.#wholeVisible);
    this.#zoomSnapshots.draw(this.#painter.ctx, this.#camera, this.#ratio);
    this.#reportWholeVisible();
  }

  /** Returns whether everything is drawn; the first drawing goes on in the next frame. */
  #drawSharp(): boolean {
    if (this.#zoomSnapshots.active || this.#dirty.size > REDRAW_ALL_SEATS) {
      this.#zoomSnapshots.end();
      this.#painter.invalidate();
      this.#redrawAll = true;
      this.#opening = false;
    }
    if (this.#redrawAll) {
      const view = [this.#camera, this.#size, this.#ratio, this.#palette] as const;
      if (this.#opening) this.#opening = !this.#painter.drawSlice(...view);
      else this.#painter.drawAll(...view);
      if (this.#opening) return false;
      this.#drawn = this.#camera;
      this.#reportWholeVisible();
    }
    // After a shift, moved pixels still show the old status, so changed seats are drawn in either case.
    this.#painter.drawSeats(this.#dirty, this.#palette);
    return true;
  }

  #advanceAnimation(now: number): void {
    if (this.#animation === null) return;
    const { from, to, began } = this.#animation;
    const share = Math.min(1, Math.max(0, (now - began) / ANIMATION_MS));
    this.#camera = cameras.between(from, to, 1 - (1 - share) ** 3);
    this.#redrawAll = true;
    if (share === 1) {
      this.#camera = to;
      this.#animation = null;
    }
  }

  #reportWholeVisible(): void {
    const wholeVisible = this.#camera.scale <= cameras.fit(this.layout.bounds, this.#size).scale * 1.05;
    if (wholeVisible === this.#wholeVisible) return;
    this.#wholeVisible = wholeVisible;
    this.handlers.onWholeVisible(wholeVisible);
  }
}

function sizeOf(element: HTMLElement): Size {
  return { width: element.clientWidth, height: element.clientHeight };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('This browser has no 2D canvas');
  return ctx;
}
