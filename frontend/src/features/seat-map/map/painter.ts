/**
 * Draws the house: everything in view when the camera moves, otherwise only the seats that changed.
 *
 * The size of a seat on the screen decides between three levels of detail: plain rectangles (all 20,000 in view), marks
 * copied from an atlas, and marks with the seat's number.
 */
import type { Board } from '@/features/seat-map/model/board';
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import { FREE, SOLD } from '@/features/seat-map/model/status';
import type { Camera, Size } from './camera';
import { LabelPainter } from './label-painter';
import { neighbours, PITCH, ROW_NAMES_FROM_PX, SEAT, type Box, type Layout } from './layout';
import type { MapLabels } from './map-labels';
import { TIERS, type Palette } from './palette';
import { Sprites } from './sprites';

/** Below this many CSS pixels a mark's shape can't be recognised: plain rectangles differ by size instead. */
const MARKS_FROM_PX = 9;
const NUMBERS_FROM_PX = 20;
/** A slow phone takes four times as long as a desktop computer, and shall still react within 50 ms. */
const SLICE_MS = 6;

/** A first drawing that is under way, and what it is drawn for. */
interface Slices {
  readonly camera: Camera;
  readonly size: Size;
  readonly ratio: number;
  readonly palette: Palette;
  readonly rows: readonly Row[];
  /** The rows that are drawn. */
  drawn: number;
}

export class Painter {
  #sprites: Sprites | null = null;
  #camera: Camera = { scale: 1, x: 0, y: 0 };
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #colour = '';
  #slices: Slices | null = null;
  readonly #labels: LabelPainter;

  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly board: Board,
    labels: MapLabels,
  ) {
    this.#labels = new LabelPainter(ctx, plan, layout, labels);
  }

  /** Draws everything in view. After a pan, existing pixels are shifted and only the edges are drawn. */
  drawAll(camera: Camera, size: Size, ratio: number, palette: Palette): void {
    const before = this.#camera;
    const same = this.#drawnFor(size, ratio, palette) && before.scale === camera.scale;
    this.#setView(camera, size, ratio, palette);
    const dx = Math.round((this.#camera.x - before.x) * ratio);
    const dy = Math.round((this.#camera.y - before.y) * ratio);
    const [width, height] = [this.ctx.canvas.width, this.ctx.canvas.height];
    if (!same || Math.abs(dx) > width / 2 || Math.abs(dy) > height / 2) {
      this.#drawRegion(0, 0, width, height, palette);
      return;
    }
    if (dx === 0 && dy === 0) return;
    this.ctx.globalCompositeOperation = 'copy';
    this.ctx.drawImage(this.ctx.canvas, dx, dy);
    this.ctx.globalCompositeOperation = 'source-over';
    if (dx !== 0) this.#drawRegion(dx > 0 ? 0 : width + dx, 0, Math.abs(dx), height, palette);
    if (dy !== 0) this.#drawRegion(0, dy > 0 ? 0 : height + dy, width, Math.abs(dy), palette);
  }

  /**
   * Draws everything in view onto an empty canvas, over several frames. Returns whether it is complete: when the view
   * changes meanwhile, it is completed at once.
   */
  drawSlice(camera: Camera, size: Size, ratio: number, palette: Palette): boolean {
    const { width, height } = this.ctx.canvas;
    const region: Box = { left: 0, top: 0, right: width, bottom: height };
    if (this.#slices === null) {
      this.#setView(camera, size, ratio, palette);
      this.#slices = { camera, size, ratio, palette, rows: this.#rowsIn(region), drawn: 0 };
      this.#drawGround(palette);
    }
    const slices = this.#slices;
    if (slices.camera !== camera || slices.size !== size || slices.palette !== palette) {
      this.invalidate();
      this.drawAll(camera, size, ratio, palette);
      return true;
    }
    const until = performance.now() + SLICE_MS;
    for (const row of slices.rows.slice(slices.drawn)) {
      this.#drawRow(row, region, palette);
      slices.drawn += 1;
      if (performance.now() >= until) return false;
    }
    this.#drawNames(slices.rows);
    this.#slices = null;
    return true;
  }

  /** Forces a full drawing next time: resizing a canvas clears it. */
  invalidate(): void {
    this.#sprites = null;
    this.#slices = null;
  }

  #setView(camera: Camera, size: Size, ratio: number, palette: Palette): void {
    this.#camera = alignToPixels(camera, ratio);
    this.#size = size;
    this.#ratio = ratio;
    const pixels = Math.max(1, Math.round(SEAT * camera.scale * ratio));
    if (this.#sprites?.size !== pixels || this.#sprites.palette !== palette) {
      this.#sprites = new Sprites(pixels, palette);
    }
  }

  #drawnFor(size: Size, ratio: number, palette: Palette): boolean {
    const { width, height } = this.#size;
    return (
      this.#sprites?.palette === palette &&
      this.#ratio === ratio &&
      width === size.width &&
      height === size.height
    );
  }

  /** Draws a part of the canvas, in device pixels. */
  #drawRegion(left: number, top: number, width: number, height: number, palette: Palette): void {
    const { ctx } = this;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.clearRect(left, top, width, height);
    this.#drawGround(palette);
    const region: Box = { left, top, right: left + width, bottom: top + height };
    const rows = this.#rowsIn(region);
    for (const row of rows) this.#drawRow(row, region, palette);
    this.#drawNames(rows);
    ctx.restore();
    this.#labels.resetFont();
  }

  /** What is below the seats. */
  #drawGround(palette: Palette): void {
    this.#labels.setCamera(this.#camera, this.#ratio, palette);
    this.#labels.drawStage();
    this.#colour = '';
  }

  #rowsIn(region: Box): Row[] {
    return this.plan.rows.filter((_, index) => this.#intersects(index, region));
  }

  #drawRow(row: Row, region: Box, palette: Palette): void {
    if (this.#showsMarks) this.#drawMarks(row, region);
    else this.#drawRectangles(row, region, palette);
  }

  /** What is above the seats. */
  #drawNames(rows: readonly Row[]): void {
    if (this.#seatPx >= ROW_NAMES_FROM_PX) for (const row of rows) this.#labels.drawRow(row);
    this.#labels.drawSections();
    this.#colour = '';
  }

  /** Draws only these seats; the camera must not have moved since `drawAll`. */
  drawSeats(ids: Iterable<number>, palette: Palette): void {
    const sprites = this.#sprites;
    if (sprites === null) return;
    const [width, height] = [this.#size.width * this.#ratio, this.#size.height * this.#ratio];
    for (const id of ids) {
      const [x, y] = [this.#left(id), this.#top(id)];
      if (x < -sprites.size || y < -sprites.size || x > width || y > height) continue;
      if (this.#showsMarks) {
        this.ctx.clearRect(x, y, sprites.size, sprites.size);
        this.#drawMark(id);
      } else {
        this.#redrawRectangle(id, palette);
      }
    }
    this.#colour = '';
  }

  get #seatPx(): number {
    return SEAT * this.#camera.scale;
  }

  get #showsMarks(): boolean {
    return this.#seatPx >= MARKS_FROM_PX;
  }

  /** Marks are aligned to whole pixels, to be sharp. */
  #left(id: number): number {
    return Math.round(this.#centreX(id) - this.#half);
  }

  #top(id: number): number {
    return Math.round(this.#centreY(id) - this.#half);
  }

  #centreX(id: number): number {
    return ((this.layout.x[id] ?? 0) * this.#camera.scale + this.#camera.x) * this.#ratio;
  }

  #centreY(id: number): number {
    return ((this.layout.y[id] ?? 0) * this.#camera.scale + this.#camera.y) * this.#ratio;
  }

  get #half(): number {
    return (this.#sprites?.size ?? 0) / 2;
  }

  #tier(row: Row | undefined): number {
    return row === undefined ? 0 : (this.plan.sections[row.section]?.tier ?? 0) % TIERS;
  }

  /** Whether a row, with its name at both ends, overlaps a part of the canvas. */
  #intersects(row: number, region: Box): boolean {
    const box = this.layout.rowBoxes[row];
    if (box === undefined) return false;
    const { scale, x, y } = this.#camera;
    const ratio = this.#ratio;
    const side = PITCH * 3;
    return (
      ((box.right + side) * scale + x) * ratio > region.left &&
      ((box.left - side) * scale + x) * ratio < region.right &&
      (box.bottom * scale + y) * ratio > region.top &&
      (box.top * scale + y) * ratio < region.bottom
    );
  }

  #drawRectangles(row: Row, region: Box, palette: Palette): void {
    const tier = this.#tier(row);
    const from = this.#seatAtOrAfter(row, region.left);
    const until = this.#seatAtOrAfter(row, region.right);
    // Free seats first, so that the colour is set twice per row and not once per seat.
    for (let id = from; id <= until; id += 1)
      if (this.board.isFree(id)) this.#drawRectangle(id, tier, palette);
    for (let id = from; id <= until; id += 1)
      if (!this.board.isFree(id)) this.#drawRectangle(id, tier, palette);
  }

  /** The first seat of a row that isn't entirely left of a column of the canvas, or the row's last seat. */
  #seatAtOrAfter(row: Row, column: number): number {
    let [low, high] = [row.first, row.last];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#centreX(middle) + this.#half + 1 < column) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Free: the full square. Held: its lower half. Sold: a dot in the middle.
   *
   * Small seats aren't aligned to whole pixels: rounding would make uneven gaps, which look like stripes.
   */
  #drawRectangle(id: number, tier: number, palette: Palette): void {
    const size = this.#seatPx * this.#ratio;
    const [x, y] = [this.#centreX(id) - size / 2, this.#centreY(id) - size / 2];
    const status = this.board.status(id);
    if (status === FREE) {
      this.#setFill(palette.tiers[tier] ?? palette.ink);
      this.ctx.fillRect(x, y, size, size);
    } else if (status === SOLD) {
      const dot = Math.max(1, size * 0.36);
      this.#setFill(palette.off);
      this.ctx.fillRect(x + (size - dot) / 2, y + (size - dot) / 2, dot, dot);
    } else {
      const height = Math.max(1, size * 0.45);
      this.#setFill(palette.off);
      this.ctx.fillRect(x, y + size - height, size, height);
    }
  }

  /** Neighbouring seats share edge pixels with this one, so they are redrawn within its square as well. */
  #redrawRectangle(id: number, palette: Palette): void {
    const { ctx } = this;
    const half = (this.#seatPx * this.#ratio) / 2;
    const left = Math.floor(this.#centreX(id) - half);
    const top = Math.floor(this.#centreY(id) - half);
    const side = Math.ceil(half * 2) + 1;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, side, side);
    ctx.clip();
    ctx.clearRect(left, top, side, side);
    this.#colour = '';
    for (const near of neighbours(this.plan, this.layout, id)) {
      this.#drawRectangle(near, this.#tier(this.plan.rows[this.plan.rowOf[near] ?? 0]), palette);
    }
    ctx.restore();
    this.#colour = '';
  }

  /** Skips setting the same colour again, since the canvas parses it each time. */
  #setFill(colour: string): void {
    if (this.#colour === colour) return;
    this.#colour = colour;
    this.ctx.fillStyle = colour;
  }

  #drawMarks(row: Row, region: Box): void {
    const until = this.#seatAtOrAfter(row, region.right);
    for (let id = this.#seatAtOrAfter(row, region.left); id <= until; id += 1) this.#drawMark(id);
  }

  #drawMark(id: number): void {
    const sprites = this.#sprites;
    const row = this.plan.rows[this.plan.rowOf[id] ?? 0];
    if (sprites === null || row === undefined) return;
    const [x, y] = [this.#left(id), this.#top(id)];
    const status = this.board.status(id);
    if (status === SOLD) sprites.sold(this.ctx, x, y);
    else if (status !== FREE) sprites.held(this.ctx, x, y);
    else {
      sprites.free(this.ctx, this.#tier(row), x, y);
      if (this.#seatPx >= NUMBERS_FROM_PX)
        this.#labels.drawNumber(id - row.first + 1, x + this.#half, y + this.#half);
    }
  }
}

/** Aligns the camera to whole device pixels, so that a pan moves every seat by the same number of pixels. */
function alignToPixels(camera: Camera, ratio: number): Camera {
  return {
    scale: camera.scale,
    x: Math.round(camera.x * ratio) / ratio,
    y: Math.round(camera.y * ratio) / ratio,
  };
}
