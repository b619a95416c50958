/**
 * Draws many small squares into pixels. Their edges may lie between pixels, as with the canvas: a pixel is as opaque as
 * the part of it that is covered, so that seats smaller than a pixel don't become stripes.
 */

/** The highest byte of a pixel is its opacity: `ImageData` is RGBA, and every platform of a browser little-endian. */
const RGB = 0x00ff_ffff;

export class DotRaster {
  readonly #cover: Float32Array;
  readonly #colour: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.#cover = new Float32Array(width * height);
    this.#colour = new Uint32Array(width * height);
  }

  clear(): void {
    this.#cover.fill(0);
  }

  /** Where squares share a pixel, the last one gives the colour, and their coverages add up. */
  square(left: number, top: number, side: number, colour: number): void {
    const [right, bottom] = [left + side, top + side];
    const firstX = Math.max(0, Math.floor(left));
    const firstY = Math.max(0, Math.floor(top));
    for (let y = firstY; y < bottom && y < this.height; y += 1) {
      const high = Math.min(y + 1, bottom) - Math.max(y, top);
      for (let x = firstX, at = y * this.width + x; x < right && x < this.width; x += 1, at += 1) {
        const wide = Math.min(x + 1, right) - Math.max(x, left);
        this.#cover[at] = (this.#cover[at] ?? 0) + wide * high;
        this.#colour[at] = colour;
      }
    }
  }

  copyTo(pixels: Uint32Array): void {
    for (let at = 0; at < pixels.length; at += 1) {
      const opacity = Math.round(Math.min(1, this.#cover[at] ?? 0) * 255);
      pixels[at] = (((this.#colour[at] ?? 0) & RGB) | (opacity << 24)) >>> 0;
    }
  }
}
