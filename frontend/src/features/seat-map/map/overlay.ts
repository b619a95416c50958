/** The layer above the seats: held, chosen, hovered and just-taken seats, and the names of rows and section. */
import type { SeatPlan } from '@/features/seat-map/model/plan';
import type { Camera, Size } from './camera';
import { SEAT, type Layout } from './layout';
import { markChosen, markMine, markTaken } from './marks';
import type { MapLabels } from './map-labels';
import type { Palette } from './palette';
import { drawSticky, stickyLabels } from './sticky-labels';

/** How long a just-taken seat is marked. */
const PULSE_MS = 900;
/** The buyer's own seats stay visible at any zoom. */
const OWN_MIN_PX = 11;
const PULSE_MIN_PX = 7;
/** More pulses at once are only noise, and cost frames. */
const MAX_PULSES = 400;

export class Overlay {
  mine: ReadonlySet<number> = new Set();
  chosen: ReadonlySet<number> = new Set();
  hovered: number | null = null;
  readonly #pulses = new Map<number, number>();

  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly labels: MapLabels,
  ) {}

  showTaken(ids: readonly number[], now: number): void {
    for (const id of ids) if (this.#pulses.size < MAX_PULSES && !this.mine.has(id)) this.#pulses.set(id, now);
  }

  /** Whether pulses are still being animated. */
  get animating(): boolean {
    return this.#pulses.size > 0;
  }

  draw(
    camera: Camera,
    size: Size,
    ratio: number,
    palette: Palette,
    now: number,
    reducedMotion: boolean,
  ): void {
    const { ctx } = this;
    ctx.clearRect(0, 0, size.width * ratio, size.height * ratio);
    const seat = SEAT * camera.scale;
    const at = (id: number) =>
      [
        ((this.layout.x[id] ?? 0) * camera.scale + camera.x) * ratio,
        ((this.layout.y[id] ?? 0) * camera.scale + camera.y) * ratio,
      ] as const;
    const pulse = Math.max(seat, PULSE_MIN_PX) * ratio;
    for (const [id, began] of this.#pulses) {
      const age = (now - began) / PULSE_MS;
      if (age >= 1) this.#pulses.delete(id);
      // With reduced motion, a still ring is shown for the same time.
      else markTaken(ctx, ...at(id), pulse, reducedMotion ? 0.3 : Math.max(0, age), palette);
    }
    const names = stickyLabels(this.plan, this.layout, this.labels, camera, size);
    drawSticky(ctx, names, size, ratio, palette);
    const own = Math.max(seat * 1.05, OWN_MIN_PX) * ratio;
    for (const id of this.chosen) markChosen(ctx, ...at(id), own, palette);
    for (const id of this.mine) markMine(ctx, ...at(id), own, palette);
    if (this.hovered !== null) {
      const [x, y] = at(this.hovered);
      ctx.strokeStyle = palette.ink;
      ctx.lineWidth = 2 * ratio;
      ctx.beginPath();
      ctx.arc(x, y, Math.max(seat * 0.75, 6) * ratio, 0, Math.PI * 2);
      ctx.stroke();
    }
  }
}
