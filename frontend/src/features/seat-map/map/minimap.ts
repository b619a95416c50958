/** An overview of the house with the visible part framed; a tap or drag in it moves the view. */
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import { FREE } from '@/features/seat-map/model/status';
import { fit, type Camera, type Size } from './camera';
import type { Layout } from './layout';
import { TIERS, type Palette } from './palette';

/** Seats are repainted at most this often; the frame is drawn every time. */
const REPAINT_MS = 400;

export class Minimap {
  readonly #ctx: CanvasRenderingContext2D | null;
  readonly #buffer = document.createElement('canvas');
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
    const own = this.#resize(ratio);
    if (now - this.#paintedAt > REPAINT_MS || this.#paintedWith !== palette) this.#paint(palette, ratio, now);
    const mini = fit(this.layout.bounds, own);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.#buffer.width > 0) ctx.drawImage(this.#buffer, 0, 0);
    const left = (-camera.x / camera.scale) * mini.scale + mini.x;
    const top = (-camera.y / camera.scale) * mini.scale + mini.y;
    const share = mini.scale / camera.scale;
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2 * ratio;
    ctx.strokeRect(left * ratio, top * ratio, size.width * share * ratio, size.height * share * ratio);
  }

  /** The world point at a point of the minimap. */
  worldAt(x: number, y: number): { x: number; y: number } {
    const mini = fit(this.layout.bounds, {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
    });
    return { x: (x - mini.x) / mini.scale, y: (y - mini.y) / mini.scale };
  }

  #resize(ratio: number): Size {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      [this.canvas.width, this.canvas.height] = [w, h];
      this.#paintedAt = -Infinity;
    }
    return { width, height };
  }

  #paint(palette: Palette, ratio: number, now: number): void {
    [this.#buffer.width, this.#buffer.height] = [this.canvas.width, this.canvas.height];
    const ctx = this.#buffer.getContext('2d');
    if (ctx === null || this.canvas.width === 0) return;
    this.#paintedAt = now;
    this.#paintedWith = palette;
    const mini = fit(this.layout.bounds, {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
    });
    const dot = Math.max(1, mini.scale * 8 * ratio);
    for (const row of this.plan.rows) {
      const tier = this.plan.sections[row.section]?.tier ?? 0;
      ctx.fillStyle = palette.tiers[tier % TIERS] ?? palette.ink;
      for (let id = row.first; id <= row.last; id += 1) {
        if (this.board.status(id) !== FREE) continue;
        const x = ((this.layout.x[id] ?? 0) * mini.scale + mini.x) * ratio;
        const y = ((this.layout.y[id] ?? 0) * mini.scale + mini.y) * ratio;
        ctx.fillRect(x - dot / 2, y - dot / 2, dot, dot);
      }
    }
  }
}
