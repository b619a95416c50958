/**
 * Draws the house. The whole of it only when the camera moves; otherwise just the seats that changed.
 *
 * Three levels of detail, by how large a seat is on the screen: plain rectangles (all 20,000 in view), marks copied
 * from an atlas, and marks with the seat's number.
 */
import type { Board } from '@/features/seat-map/model/board';
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import { FREE, SOLD } from '@/features/seat-map/model/status';
import type { Camera, Size } from './camera';
import { neighbours, PITCH, SEAT, type Layout } from './layout';
import { TIERS, type Palette } from './palette';
import { Signs } from './signs';
import { Sprites } from './sprites';

/** Below so many CSS pixels a mark's shape can't be seen: plain rectangles differ by size instead. */
const MARKS_FROM_PX = 7;
const NUMBERS_FROM_PX = 20;
const ROW_NAMES_FROM_PX = 8;

/** The names that stand on the map. */
export interface Names {
  readonly sections: readonly string[];
  readonly stage: string;
}

export class Painter {
  #sprites: Sprites | null = null;
  #camera: Camera = { scale: 1, x: 0, y: 0 };
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #colour = '';
  readonly #signs: Signs;

  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly board: Board,
    names: Names,
  ) {
    this.#signs = new Signs(ctx, plan, layout, names);
  }

  /** Everything that is in view. */
  all(camera: Camera, size: Size, ratio: number, palette: Palette): void {
    this.#camera = camera;
    this.#size = size;
    this.#ratio = ratio;
    const pixels = Math.max(1, Math.round(SEAT * camera.scale * ratio));
    if (this.#sprites?.size !== pixels || this.#sprites.palette !== palette) {
      this.#sprites = new Sprites(pixels, palette);
    }
    this.ctx.clearRect(0, 0, size.width * ratio, size.height * ratio);
    this.#signs.at(camera, ratio, palette);
    this.#signs.stage();
    this.#colour = '';
    this.plan.rows.forEach((row, index) => {
      if (!this.#inView(index)) return;
      if (this.#marked) this.#rowOfMarks(row);
      else this.#rowOfRectangles(row, palette);
    });
    if (this.#seatPx >= ROW_NAMES_FROM_PX) {
      this.plan.rows.forEach((row, index) => {
        if (this.#inView(index)) this.#signs.row(row);
      });
    }
    this.#signs.sections();
    this.#colour = '';
  }

  /** Only these seats; the camera hasn't moved since everything was drawn. */
  some(ids: Iterable<number>, palette: Palette): void {
    const sprites = this.#sprites;
    if (sprites === null) return;
    const [width, height] = [this.#size.width * this.#ratio, this.#size.height * this.#ratio];
    for (const id of ids) {
      const [x, y] = [this.#left(id), this.#top(id)];
      if (x < -sprites.size || y < -sprites.size || x > width || y > height) continue;
      if (this.#marked) {
        this.ctx.clearRect(x, y, sprites.size, sprites.size);
        this.#mark(id);
      } else {
        this.#rectangleAgain(id, palette);
      }
    }
    this.#colour = '';
  }

  get #seatPx(): number {
    return SEAT * this.#camera.scale;
  }

  get #marked(): boolean {
    return this.#seatPx >= MARKS_FROM_PX;
  }

  /** Marks stand on whole pixels, where they are sharp. */
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

  #inView(row: number): boolean {
    const box = this.layout.rowBoxes[row];
    if (box === undefined) return false;
    const { scale, x, y } = this.#camera;
    const side = PITCH * 2;
    return (
      (box.right + side) * scale + x > 0 &&
      (box.left - side) * scale + x < this.#size.width &&
      box.bottom * scale + y > 0 &&
      box.top * scale + y < this.#size.height
    );
  }

  #rowOfRectangles(row: Row, palette: Palette): void {
    const tier = this.#tier(row);
    // Free ones first, so that the colour is set twice a row and not once a seat.
    for (let id = row.first; id <= row.last; id += 1)
      if (this.board.isFree(id)) this.#rectangle(id, tier, palette);
    for (let id = row.first; id <= row.last; id += 1)
      if (!this.board.isFree(id)) this.#rectangle(id, tier, palette);
  }

  /**
   * Free: the full square. Held: its lower half. Sold: a dot in the middle.
   *
   * Small ones don't stand on whole pixels: rounding would make gaps of different widths, and a house full of stripes.
   */
  #rectangle(id: number, tier: number, palette: Palette): void {
    const size = this.#seatPx * this.#ratio;
    const [x, y] = [this.#centreX(id) - size / 2, this.#centreY(id) - size / 2];
    const status = this.board.status(id);
    if (status === FREE) {
      this.#fill(palette.tiers[tier] ?? palette.ink);
      this.ctx.fillRect(x, y, size, size);
    } else if (status === SOLD) {
      const dot = Math.max(1, size * 0.36);
      this.#fill(palette.off);
      this.ctx.fillRect(x + (size - dot) / 2, y + (size - dot) / 2, dot, dot);
    } else {
      const height = Math.max(1, size * 0.45);
      this.#fill(palette.off);
      this.ctx.fillRect(x, y + size - height, size, height);
    }
  }

  /** Its neighbours reach into the same pixels, so within that square they are drawn again as well. */
  #rectangleAgain(id: number, palette: Palette): void {
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
      this.#rectangle(near, this.#tier(this.plan.rows[this.plan.rowOf[near] ?? 0]), palette);
    }
    ctx.restore();
    this.#colour = '';
  }

  /** Setting the same colour again isn't free: the canvas parses it each time. */
  #fill(colour: string): void {
    if (this.#colour === colour) return;
    this.#colour = colour;
    this.ctx.fillStyle = colour;
  }

  #rowOfMarks(row: Row): void {
    const width = this.#size.width * this.#ratio;
    const size = this.#sprites?.size ?? 0;
    for (let id = row.first; id <= row.last; id += 1) {
      const x = this.#left(id);
      if (x > -size && x < width) this.#mark(id);
    }
  }

  #mark(id: number): void {
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
        this.#signs.number(id - row.first + 1, x + this.#half, y + this.#half);
    }
  }
}
