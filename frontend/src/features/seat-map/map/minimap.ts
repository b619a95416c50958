/** An overview of the house with the visible part framed; a tap or drag in it moves the view. */
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import { fit, type Camera, type Size } from './camera';
import { DotRaster } from './dot-raster';
import { SEAT, type Layout } from './layout';
import { TIERS, type Palette } from './palette';

/** Seats are repainted at most this often; the frame is drawn every time. */
const REPAINT_MS = 400;

export class Minimap {
  readonly #ctx: CanvasRenderingContext2D | null;
  readonly #buffer = document.createElement('canvas');
  #raster: DotRaster | null = null;
  #paintedAt = -Infinity;
  #paintedWith: Palette | null = null;
  /** Whether seats have changed since the last repaint. */
  #stale = true;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly board: Board,
  ) {
    this.#ctx = canvas.getContext('2d');
  }

  /** Must be called when seats have changed. */
  invalidate(): void {
    this.#stale = true;
  }

  /** The milliseconds until changed seats must be drawn; null when none have changed. */
  repaintIn(now: number): number | null {
    return this.#stale ? Math.max(0, this.#paintedAt + REPAINT_MS - now) : null;
  }

  draw(camera: Camera, size: Size, ratio: number, palette: Palette, now: number): void {
    const ctx = this.#ctx;
    if (ctx === null) return;
    const own = this.#resize(ratio);
    if (this.repaintIn(now) === 0 || this.#paintedWith !== palette) this.#paint(palette, ratio, now);
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
      [this.#buffer.width, this.#buffer.height] = [w, h];
      this.#raster = w > 0 && h > 0 ? new DotRaster(w, h) : null;
      this.#paintedAt = -Infinity;
      this.#stale = true;
    }
    return { width, height };
  }

  /** Paints pixels in an array: 100,000 `fillRect`s take more than 100 ms without a graphics card. */
  #paint(palette: Palette, ratio: number, now: number): void {
    const ctx = this.#buffer.getContext('2d', { willReadFrequently: true });
    if (ctx === null || this.#raster === null) return;
    this.#paintedAt = now;
    this.#paintedWith = palette;
    this.#stale = false;
    const mini = fit(this.layout.bounds, {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
    });
    const colours = palette.tiers.map((colour) => opaquePixel(ctx, colour));
    const dot = Math.max(1, mini.scale * SEAT * ratio);
    const [scale, left, top] = [mini.scale * ratio, mini.x * ratio - dot / 2, mini.y * ratio - dot / 2];
    const { x, y } = this.layout;
    this.#raster.clear();
    for (const row of this.plan.rows) {
      const colour = colours[(this.plan.sections[row.section]?.tier ?? 0) % TIERS] ?? 0;
      for (let id = row.first; id <= row.last; id += 1) {
        if (!this.board.isFree(id)) continue;
        this.#raster.square((x[id] ?? 0) * scale + left, (y[id] ?? 0) * scale + top, dot, colour);
      }
    }
    const image = ctx.createImageData(this.#buffer.width, this.#buffer.height);
    this.#raster.copyTo(new Uint32Array(image.data.buffer));
    ctx.putImageData(image, 0, 0);
  }
}

/** A colour as one pixel of image data, in the machine's byte order. */
function opaquePixel(ctx: CanvasRenderingContext2D, colour: string): number {
  ctx.fillStyle = colour;
  ctx.fillRect(0, 0, 1, 1);
  return new Uint32Array(ctx.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
}
