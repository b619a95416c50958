/** Draws the stage and the texts on the map: sections with their prices, row names, and seat numbers. */
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import type { Camera } from './camera';
import { labelRoom, PITCH, SEAT, type Layout } from './layout';
import { fitLabel, type MapLabels } from './map-labels';
import type { Palette } from './palette';

const SECTION_PX = 13;
const MAX_ROW_PX = 13;
const MAX_STAGE_PX = 18;

export class LabelPainter {
  #camera: Camera = { scale: 1, x: 0, y: 0 };
  #ratio = 1;
  #palette: Palette | null = null;
  #font = '';

  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly plan: SeatPlan,
    readonly layout: Layout,
    readonly labels: MapLabels,
  ) {}

  /** Sets the camera for the drawing that follows. Resizing a canvas resets its font. */
  setCamera(camera: Camera, ratio: number, palette: Palette): void {
    this.#camera = camera;
    this.#ratio = ratio;
    this.#palette = palette;
    this.#font = '';
  }

  /** Must be called after `restore()` of the canvas, which also restores another font. */
  resetFont(): void {
    this.#font = '';
  }

  drawStage(): void {
    if (this.#palette === null) return;
    const { ctx } = this;
    const { radius, halfAngle, depth } = this.layout.stage;
    const scale = this.#camera.scale * this.#ratio;
    const [middle, range] = [Math.PI / 2, halfAngle];
    ctx.strokeStyle = this.#palette.line;
    ctx.lineCap = 'butt';
    ctx.lineWidth = depth * scale;
    ctx.beginPath();
    ctx.arc(this.#x(0), this.#y(-this.layout.focus), radius * scale, middle - range, middle + range);
    ctx.stroke();
    const size = Math.min(depth * scale * 0.6, MAX_STAGE_PX * this.#ratio);
    this.#write(
      this.labels.stage,
      this.#x(0),
      this.#y(radius - this.layout.focus),
      size,
      700,
      this.#palette.muted,
    );
  }

  drawSections(): void {
    const colour = this.#palette?.ink ?? '';
    const [size, weight] = [SECTION_PX * this.#ratio, 700];
    const { scale } = this.#camera;
    this.layout.sectionLabels.forEach(({ x, y }, index) => {
      const label = this.labels.sections[index];
      if (label === undefined) return;
      this.#setFont(size, weight);
      const room = 2 * labelRoom(this.plan, this.layout, index, (SECTION_PX * 0.6) / scale) * scale;
      const width = Math.min(room * this.#ratio, this.ctx.canvas.width - size);
      const text = fitLabel(label, width, (part) => this.ctx.measureText(part).width);
      if (text !== null) this.#write(text, this.#x(x), this.#y(y), size, weight, colour);
    });
  }

  /** Draws a row's name at both of its ends. */
  drawRow(row: Row): void {
    if (row.name === '') return;
    const size = Math.min(MAX_ROW_PX, SEAT * this.#camera.scale * 0.8) * this.#ratio;
    const aside = PITCH * 1.3;
    const { x, y } = this.layout;
    for (const [id, side] of [[row.first, -aside] as const, [row.last, aside] as const]) {
      const colour = this.#palette?.muted ?? '';
      this.#write(row.name, this.#x((x[id] ?? 0) + side), this.#y(y[id] ?? 0), size, 600, colour);
    }
  }

  /** Draws the number of a free seat, centred on a point of the canvas. */
  drawNumber(number: number, x: number, y: number): void {
    const size = SEAT * this.#camera.scale * this.#ratio * 0.42;
    this.#write(String(number), x, y, size, 600, this.#palette?.surface ?? '');
  }

  #x(x: number): number {
    return (x * this.#camera.scale + this.#camera.x) * this.#ratio;
  }

  #y(y: number): number {
    return (y * this.#camera.scale + this.#camera.y) * this.#ratio;
  }

  #write(text: string, x: number, y: number, size: number, weight: number, colour: string): void {
    this.#setFont(size, weight);
    this.ctx.fillStyle = colour;
    this.ctx.fillText(text, x, y);
  }

  #setFont(size: number, weight: number): void {
    const { ctx } = this;
    const font = `${weight} ${Math.round(size * 2) / 2}px ${this.#palette?.font ?? 'sans-serif'}`;
    if (font !== this.#font) {
      this.#font = font;
      ctx.font = font;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
    }
  }
}
