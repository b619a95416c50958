/**
 * The seat map on its canvases: at most one draw a frame, and none when nothing has changed.
 *
 * React mounts it and hands it what is mine and chosen; everything that moves happens in here.
 */
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import * as cameras from './camera';
import type { Camera, Size } from './camera';
import { watchGestures } from './gestures';
import { layOut, PITCH, seatAt, type Layout } from './layout';
import type { MapLabels } from './map-labels';
import { Minimap } from './minimap';
import { Motion } from './motion';
import { Overlay } from './overlay';
import { Painter } from './painter';
import { readPalette, type Palette } from './palette';

export interface ViewHandlers {
  onTap: (id: number) => void;
  /** The seat under the pointer, with where it is on the screen. */
  onHover: (seat: { id: number; x: number; y: number } | null) => void;
  /** Whether all of the house is in view. */
  onWhole: (whole: boolean) => void;
}

export interface ViewCanvases {
  readonly host: HTMLElement;
  readonly seats: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly minimap: HTMLCanvasElement;
}

const GLIDE_MS = 260;
/** A finger can't point at less than this; a mouse can. Below, a tap comes closer instead of choosing. */
const TOUCHABLE_PX = 17;
const POINTABLE_PX = 5;
/** More device pixels than two a CSS pixel cost frames and show nothing. */
const MOST_RATIO = 2;
/** A zoom rests when nothing has come for so long. */
const REST_MS = 110;
/** Up to so many seats are drawn sharp in every frame. */
const ALWAYS_SHARP = 4000;
/** So many changed seats are no longer cheaper than all. */
const MANY = 3000;

export class SeatMapView {
  readonly layout: Layout;
  readonly #painter: Painter;
  readonly #overlay: Overlay;
  readonly #minimap: Minimap;
  readonly #motion = new Motion();
  readonly #dirty = new Set<number>();
  readonly #stops: (() => void)[] = [];
  #camera: Camera = { scale: 1, x: 0, y: 0 };
  /** What the seats' canvas shows; it lags behind while a zoom is on. */
  #drawn: Camera = this.#camera;
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #palette: Palette;
  #glide: { from: Camera; to: Camera; began: number } | null = null;
  #everything = true;
  #above = true;
  #frame = 0;
  #zoomedAt = -Infinity;
  #whole = true;
  readonly #calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  constructor(
    readonly canvases: ViewCanvases,
    readonly plan: SeatPlan,
    readonly board: Board,
    labels: MapLabels,
    readonly handlers: ViewHandlers,
  ) {
    this.layout = layOut(plan);
    this.#palette = readPalette(canvases.host);
    this.#painter = new Painter(context(canvases.seats), plan, this.layout, board, labels);
    this.#overlay = new Overlay(context(canvases.overlay), this.layout);
    this.#minimap = new Minimap(canvases.minimap, plan, this.layout, board);
    this.#watch();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  setOwn(mine: ReadonlySet<number>, chosen: ReadonlySet<number>): void {
    this.#overlay.mine = mine;
    this.#overlay.chosen = chosen;
    this.#above = true;
    this.#schedule();
  }

  zoomBy(factor: number): void {
    const middle = { x: this.#size.width / 2, y: this.#size.height / 2 };
    this.#glideTo(cameras.zoom(this.#goal, factor, middle, this.layout.bounds, this.#size));
  }

  panBy(dx: number, dy: number): void {
    this.#glideTo(cameras.pan(this.#goal, dx, dy, this.layout.bounds, this.#size));
  }

  showAll(): void {
    this.#glideTo(cameras.fit(this.layout.bounds, this.#size));
  }

  /** Brings seats into view, close enough to see them. */
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
    this.#glideTo(cameras.centreOn(closer, x, y, this.layout.bounds, this.#size));
  }

  /** Where a seat is on the screen, in CSS pixels from the map's corner. */
  whereIs(id: number): { x: number; y: number } {
    const { scale, x, y } = this.#camera;
    return { x: (this.layout.x[id] ?? 0) * scale + x, y: (this.layout.y[id] ?? 0) * scale + y };
  }

  get #goal(): Camera {
    return this.#glide?.to ?? this.#camera;
  }

  #watch(): void {
    const { host, minimap } = this.canvases;
    const resize = new ResizeObserver(() => {
      this.#resize();
    });
    resize.observe(host);
    const recolour = () => {
      this.#palette = readPalette(host);
      this.#motion.forget();
      this.#redraw();
    };
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', recolour);
    const theme = new MutationObserver(recolour);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#stops.push(
      () => {
        resize.disconnect();
        theme.disconnect();
        scheme.removeEventListener('change', recolour);
      },
      this.board.listen((changed, taken) => {
        for (const id of changed) this.#dirty.add(id);
        this.#overlay.taken(taken, performance.now());
        this.#schedule();
      }),
      watchGestures(this.canvases.overlay, {
        onTap: this.#tap,
        onPan: (dx, dy) => {
          this.#jump(cameras.pan(this.#camera, dx, dy, this.layout.bounds, this.#size));
        },
        onZoom: (factor, x, y) => {
          this.#zoomedAt = performance.now();
          this.#jump(cameras.zoom(this.#camera, factor, { x, y }, this.layout.bounds, this.#size));
        },
        onHover: this.#hover,
        onLeave: () => {
          this.#point(null);
        },
      }),
      watchGestures(minimap, {
        onTap: this.#goTo,
        onPan: (dx, dy) => {
          const share = this.#camera.scale / cameras.fit(this.layout.bounds, sizeOf(minimap)).scale;
          this.#jump(cameras.pan(this.#camera, -dx * share, -dy * share, this.layout.bounds, this.#size));
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
    const spot = cameras.toWorld(this.#camera, x, y);
    if (PITCH * this.#camera.scale < (coarse ? TOUCHABLE_PX : POINTABLE_PX)) {
      const factor = 30 / (PITCH * this.#camera.scale);
      this.#glideTo(cameras.zoom(this.#camera, factor, { x, y }, this.layout.bounds, this.#size));
      return;
    }
    const id = seatAt(this.plan, this.layout, spot.x, spot.y);
    if (id !== null) this.handlers.onTap(id);
  };

  readonly #goTo = (x: number, y: number): void => {
    const spot = this.#minimap.worldAt(x, y);
    this.#glideTo(cameras.centreOn(this.#camera, spot.x, spot.y, this.layout.bounds, this.#size));
  };

  readonly #hover = (x: number, y: number): void => {
    const spot = cameras.toWorld(this.#camera, x, y);
    const near = PITCH * this.#camera.scale >= POINTABLE_PX;
    this.#point(near ? seatAt(this.plan, this.layout, spot.x, spot.y) : null);
  };

  #point(id: number | null): void {
    if (id === this.#overlay.hovered) return;
    this.#overlay.hovered = id;
    this.handlers.onHover(id === null ? null : { id, ...this.whereIs(id) });
    this.#above = true;
    this.#schedule();
  }

  #resize(): void {
    const { host, seats, overlay } = this.canvases;
    const before = this.#size;
    this.#size = { width: host.clientWidth, height: host.clientHeight };
    this.#ratio = Math.min(MOST_RATIO, window.devicePixelRatio);
    for (const canvas of [seats, overlay]) {
      canvas.width = Math.round(this.#size.width * this.#ratio);
      canvas.height = Math.round(this.#size.height * this.#ratio);
    }
    this.#painter.forget();
    this.#motion.forget();
    // Who has looked closer keeps the same middle; who sees the whole house goes on seeing it.
    const { bounds } = this.layout;
    const middle = cameras.toWorld(this.#camera, before.width / 2, before.height / 2);
    this.#glide = null;
    this.#camera =
      this.#whole || before.width === 0
        ? cameras.fit(bounds, this.#size)
        : cameras.centreOn(this.#camera, middle.x, middle.y, bounds, this.#size);
    this.#redraw();
  }

  #jump(camera: Camera): void {
    this.#glide = null;
    this.#camera = camera;
    this.#redraw();
  }

  #glideTo(to: Camera): void {
    if (this.#calm.matches) {
      this.#jump(to);
      return;
    }
    this.#glide = { from: this.#camera, to, began: performance.now() };
    this.#schedule();
  }

  #redraw(): void {
    this.#everything = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  }

  readonly #draw = (now: number): void => {
    this.#frame = 0;
    if (this.#size.width === 0 || this.#size.height === 0) return;
    this.#move(now);
    const zooming = this.#zooming(now);
    if (zooming) this.#drawMoving();
    else this.#drawSharp();
    if (this.#everything || this.#above || this.#overlay.moving) {
      this.#overlay.draw(this.#camera, this.#size, this.#ratio, this.#palette, now, this.#calm.matches);
    }
    if (!this.#whole) this.#minimap.draw(this.#camera, this.#size, this.#ratio, this.#palette, now);
    if (!zooming) this.#dirty.clear();
    this.#everything = zooming || this.#glide !== null;
    this.#above = false;
    if (this.#everything || this.#overlay.moving) this.#schedule();
  };

  #zooming(now: number): boolean {
    if (this.plan.size <= ALWAYS_SHARP) return false;
    return (
      now - this.#zoomedAt < REST_MS ||
      (this.#glide !== null && this.#glide.from.scale !== this.#glide.to.scale)
    );
  }

  #drawMoving(): void {
    const { seats } = this.canvases;
    if (!this.#motion.begun) this.#motion.begin(seats, this.#drawn);
    this.#motion.draw(this.#painter.ctx, this.#camera, this.#ratio);
    this.#tellWhole();
  }

  #drawSharp(): void {
    if (this.#motion.begun || this.#dirty.size > MANY) {
      this.#motion.end();
      this.#painter.forget();
      this.#everything = true;
    }
    if (this.#everything) {
      this.#painter.all(this.#camera, this.#size, this.#ratio, this.#palette);
      this.#drawn = this.#camera;
      this.#tellWhole();
    }
    // What only moved along was drawn as it had been, so what has changed is drawn in either case.
    this.#painter.some(this.#dirty, this.#palette);
    if (this.#everything && this.#whole) this.#motion.keepWhole(this.canvases.seats, this.#camera);
  }

  #move(now: number): void {
    if (this.#glide === null) return;
    const { from, to, began } = this.#glide;
    const share = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
    this.#camera = cameras.between(from, to, 1 - (1 - share) ** 3);
    this.#everything = true;
    if (share === 1) {
      this.#camera = to;
      this.#glide = null;
    }
  }

  #tellWhole(): void {
    const whole = this.#camera.scale <= cameras.fit(this.layout.bounds, this.#size).scale * 1.05;
    if (whole === this.#whole) return;
    this.#whole = whole;
    this.handlers.onWhole(whole);
  }
}

function sizeOf(element: HTMLElement): Size {
  return { width: element.clientWidth, height: element.clientHeight };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('This browser draws no canvas');
  return ctx;
}
