/** The whole house in a corner, with the part that is in view framed; a tap or a drag in it goes there. */
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import { FREE } from '@/features/seat-map/model/status';
import { fit, type Camera, type Size } from './camera';
import type { Layout } from './layout';
import { TIERS, type Palette } from './palette';

/** Seats turn here at this pace; the frame follows at once. */
const REPAINT_MS = 400;

export class Minimap {
  readonly #ctx: CanvasRenderingContext2D | null;
  readonly #house = document.createElement('canvas');
  #paintedAt = -Infinity;
  #paintedWith: Palette | null = null;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly board: Board,
  ) {
    this.#ctx = canvas.getContext('2d');
  }

  draw(camera: Camera, size: Size, ratio: number, palette: Palette, now: number): void {
    const ctx = this.#ctx;
    if (ctx === null) return;
    const own = this.#own(ratio);
    if (now - this.#paintedAt > REPAINT_MS || this.#paintedWith !== palette) this.#paint(palette, ratio, now);
    const here = fit(this.layout.bounds, own);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.#house.width > 0) ctx.drawImage(this.#house, 0, 0);
    const left = (-camera.x / camera.scale) * here.scale + here.x;
    const top = (-camera.y / camera.scale) * here.scale + here.y;
    const share = here.scale / camera.scale;
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2 * ratio;
    ctx.strokeRect(left * ratio, top * ratio, size.width * share * ratio, size.height * share * ratio);
  }

  /** The world's point under a point of the mini-map. */
  worldAt(x: number, y: number): { x: number; y: number } {
    const here = fit(this.layout.bounds, {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
    });
    return { x: (x - here.x) / here.scale, y: (y - here.y) / here.scale };
  }

  #own(ratio: number): Size {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      [this.canvas.width, this.canvas.height] = [w, h];
      this.#paintedAt = -Infinity;
    }
    return { width, height };
  }

  #paint(palette: Palette, ratio: number, now: number): void {
    [this.#house.width, this.#house.height] = [this.canvas.width, this.canvas.height];
    const ctx = this.#house.getContext('2d');
    if (ctx === null || this.canvas.width === 0) return;
    this.#paintedAt = now;
    this.#paintedWith = palette;
    const here = fit(this.layout.bounds, {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
    });
    const dot = Math.max(1, here.scale * 8 * ratio);
    for (const row of this.plan.rows) {
      const tier = this.plan.sections[row.section]?.tier ?? 0;
      ctx.fillStyle = palette.tiers[tier % TIERS] ?? palette.ink;
      for (let id = row.first; id <= row.last; id += 1) {
        if (this.board.status(id) !== FREE) continue;
        const x = ((this.layout.x[id] ?? 0) * here.scale + here.x) * ratio;
        const y = ((this.layout.y[id] ?? 0) * here.scale + here.y) * ratio;
        ctx.fillRect(x - dot / 2, y - dot / 2, dot, dot);
      }
    }
  }
}
