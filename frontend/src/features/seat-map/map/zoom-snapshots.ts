/**
 * While a large house is zoomed, its picture is zoomed, and drawn sharp when the motion rests: a full drawing of 20,000
 * seats takes longer than a frame where no graphics card helps.
 */
import type { Camera } from './camera';

interface Snapshot {
  readonly picture: HTMLCanvasElement;
  readonly camera: Camera;
}

export class ZoomSnapshots {
  /** All of the house, for what comes into view at the edges. */
  #overview: Snapshot | null = null;
  #last: Snapshot | null = null;

  get active(): boolean {
    return this.#last !== null;
  }

  keepOverview(canvas: HTMLCanvasElement, camera: Camera): void {
    this.#overview = takeSnapshot(canvas, camera, this.#overview?.picture);
  }

  /** From what is drawn now. */
  begin(canvas: HTMLCanvasElement, camera: Camera): void {
    this.#last = takeSnapshot(canvas, camera);
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, ratio: number): void {
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    for (const snapshot of [this.#overview, this.#last]) {
      if (snapshot === null) continue;
      const factor = camera.scale / snapshot.camera.scale;
      const x = (camera.x - snapshot.camera.x * factor) * ratio;
      const y = (camera.y - snapshot.camera.y * factor) * ratio;
      const { width, height } = snapshot.picture;
      if (snapshot === this.#last) ctx.clearRect(x, y, width * factor, height * factor);
      ctx.drawImage(snapshot.picture, x, y, width * factor, height * factor);
    }
  }

  end(): void {
    this.#last = null;
  }

  /** The canvas has another size, or other colours: old pictures don't fit. */
  clear(): void {
    this.#overview = null;
    this.#last = null;
  }
}

function takeSnapshot(
  canvas: HTMLCanvasElement,
  camera: Camera,
  picture = document.createElement('canvas'),
): Snapshot {
  picture.width = canvas.width;
  picture.height = canvas.height;
  picture.getContext('2d')?.drawImage(canvas, 0, 0);
  return { picture, camera };
}
