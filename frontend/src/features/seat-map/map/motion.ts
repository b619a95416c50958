/**
 * While a large house is zoomed, its picture is zoomed, and drawn sharp when the motion rests: a full drawing of 20,000
 * seats takes longer than a frame where no graphics card helps.
 */
import type { Camera } from './camera';

interface Shot {
  readonly picture: HTMLCanvasElement;
  readonly camera: Camera;
}

export class Motion {
  /** All of the house, for what comes into view at the edges. */
  #whole: Shot | null = null;
  #last: Shot | null = null;

  get begun(): boolean {
    return this.#last !== null;
  }

  keepWhole(canvas: HTMLCanvasElement, camera: Camera): void {
    this.#whole = shoot(canvas, camera, this.#whole?.picture);
  }

  /** From what is drawn now. */
  begin(canvas: HTMLCanvasElement, camera: Camera): void {
    this.#last = shoot(canvas, camera);
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, ratio: number): void {
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    for (const shot of [this.#whole, this.#last]) {
      if (shot === null) continue;
      const factor = camera.scale / shot.camera.scale;
      const x = (camera.x - shot.camera.x * factor) * ratio;
      const y = (camera.y - shot.camera.y * factor) * ratio;
      const { width, height } = shot.picture;
      if (shot === this.#last) ctx.clearRect(x, y, width * factor, height * factor);
      ctx.drawImage(shot.picture, x, y, width * factor, height * factor);
    }
  }

  end(): void {
    this.#last = null;
  }

  /** The canvas has another size, or other colours: old pictures don't fit. */
  forget(): void {
    this.#whole = null;
    this.#last = null;
  }
}

function shoot(canvas: HTMLCanvasElement, camera: Camera, picture = document.createElement('canvas')): Shot {
  picture.width = canvas.width;
  picture.height = canvas.height;
  picture.getContext('2d')?.drawImage(canvas, 0, 0);
  return { picture, camera };
}
