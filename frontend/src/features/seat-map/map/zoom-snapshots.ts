/**
 * While a large house is being zoomed, scaled snapshots of it are drawn instead of its seats; it is drawn sharp when
 * the zoom ends. Without a graphics card, drawing 20,000 seats takes longer than a frame.
 */
import type { Camera } from './camera';

interface Snapshot {
  readonly picture: HTMLCanvasElement;
  readonly camera: Camera;
}

export class ZoomSnapshots {
  /** The whole house, for parts that come into view at the edges. */
  #overview: Snapshot | null = null;
  #last: Snapshot | null = null;

  get active(): boolean {
    return this.#last !== null;
  }

  /** For a move that isn't animated, and so doesn't begin with a snapshot. */
  keepOverview(canvas: HTMLCanvasElement, camera: Camera): void {
    this.#overview = takeSnapshot(canvas, camera);
  }

  /** Begins with a snapshot of the canvas as it is drawn now. `whole`: the whole house is in view. */
  begin(canvas: HTMLCanvasElement, camera: Camera, whole: boolean): void {
    this.#last = takeSnapshot(canvas, camera);
    if (whole) this.#overview = this.#last;
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, ratio: number): void {
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    for (const snapshot of new Set([this.#overview, this.#last])) {
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

  /** Drops the snapshots, since the canvas has another size or other colours. */
  clear(): void {
    this.#overview = null;
    this.#last = null;
  }
}

/** Takes tens of milliseconds without a graphics card, so it isn't done before somebody moves the map. */
function takeSnapshot(canvas: HTMLCanvasElement, camera: Camera): Snapshot {
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height;
  picture.getContext('2d')?.drawImage(canvas, 0, 0);
  return { picture, camera };
}
