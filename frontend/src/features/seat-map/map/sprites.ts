/** An atlas of the marks of free, held and sold seats, drawn once for each size and then copied. */
import { markFree, markHeld, markSold } from './marks';
import { TIERS, type Palette } from './palette';

const HELD_CELL = TIERS;
const SOLD_CELL = TIERS + 1;
const CELLS = TIERS + 2;

export class Sprites {
  readonly #atlas = document.createElement('canvas');

  constructor(
    readonly size: number,
    readonly palette: Palette,
  ) {
    this.#atlas.width = CELLS * size;
    this.#atlas.height = size;
    const ctx = this.#atlas.getContext('2d');
    if (ctx === null) return;
    palette.tiers.forEach((colour, tier) => {
      cell(ctx, size, tier, () => {
        markFree(ctx, size, colour);
      });
    });
    cell(ctx, size, HELD_CELL, () => {
      markHeld(ctx, size, palette);
    });
    cell(ctx, size, SOLD_CELL, () => {
      markSold(ctx, size, palette);
    });
  }

  free(ctx: CanvasRenderingContext2D, tier: number, x: number, y: number): void {
    this.#copy(ctx, tier % TIERS, x, y);
  }

  held(ctx: CanvasRenderingContext2D, x: number, y: number): void {
    this.#copy(ctx, HELD_CELL, x, y);
  }

  sold(ctx: CanvasRenderingContext2D, x: number, y: number): void {
    this.#copy(ctx, SOLD_CELL, x, y);
  }

  #copy(ctx: CanvasRenderingContext2D, index: number, x: number, y: number): void {
    const { size } = this;
    ctx.drawImage(this.#atlas, index * size, 0, size, size, x, y, size, size);
  }
}

function cell(ctx: CanvasRenderingContext2D, size: number, index: number, draw: () => void): void {
  ctx.save();
  ctx.translate(index * size, 0);
  draw();
  ctx.restore();
}
