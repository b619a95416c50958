/**
 * Names for a view deep inside a large house, where the drawn ones are off the screen: each row's name at the left
 * edge, and the section's at the top.
 */
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import type { Camera, Size } from './camera';
import { nearest, PITCH, ROW_NAMES_FROM_PX, SEAT, type Layout } from './layout';
import { fitLabel, type MapLabels, type SectionLabel } from './map-labels';
import type { Palette } from './palette';

export interface StickyLabels {
  /** `y` in CSS pixels from the top of the map. */
  readonly rows: readonly { readonly name: string; readonly y: number }[];
  readonly section: SectionLabel | null;
}

/** The middle of the row names, from the left edge. */
const LEFT_PX = 16;
const TOP_PX = 18;
/** The map's buttons are at the right of the section's name. */
const SIDE_PX = 72;
const ROW_FONT_PX = 12;
const SECTION_FONT_PX = 13;

export function stickyLabels(
  plan: SeatPlan,
  layout: Layout,
  labels: MapLabels,
  camera: Camera,
  size: Size,
): StickyLabels {
  return {
    rows: rowsAtEdge(plan, layout, camera, size),
    section: sectionOf(plan, layout, labels, camera, size),
  };
}

function rowsAtEdge(plan: SeatPlan, layout: Layout, camera: Camera, size: Size): StickyLabels['rows'] {
  if (SEAT * camera.scale < ROW_NAMES_FROM_PX) return [];
  const x = (id: number) => (layout.x[id] ?? 0) * camera.scale + camera.x;
  const y = (id: number) => (layout.y[id] ?? 0) * camera.scale + camera.y;
  return plan.rows.flatMap((row, index) => {
    const box = layout.rowBoxes[index];
    if (box === undefined || row.name === '') return [];
    if (box.bottom * camera.scale + camera.y < 0 || box.top * camera.scale + camera.y > size.height)
      return [];
    // The name that is drawn beside the first seat is in view, or the row has no seat in view.
    if (x(row.first) - PITCH * 1.3 * camera.scale > 0 || x(row.last) < LEFT_PX) return [];
    const at = y(firstRightOf(row, x, LEFT_PX));
    return at >= 0 && at <= size.height ? [{ name: row.name, y: at }] : [];
  });
}

/** The first seat of a row that is right of a column of the screen. Places grow with the ids. */
function firstRightOf(row: Row, x: (id: number) => number, column: number): number {
  let [low, high] = [row.first, row.last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x(middle) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The section in the middle of the screen; null when its own label is in view. */
function sectionOf(
  plan: SeatPlan,
  layout: Layout,
  labels: MapLabels,
  camera: Camera,
  size: Size,
): SectionLabel | null {
  const middle = {
    x: (size.width / 2 - camera.x) / camera.scale,
    y: (size.height / 2 - camera.y) / camera.scale,
  };
  const index = plan.rows[nearest(layout.radii, Math.hypot(middle.x, middle.y + layout.focus))]?.section;
  const label = index === undefined ? undefined : layout.sectionLabels[index];
  if (index === undefined || label === undefined) return null;
  const [x, y] = [label.x * camera.scale + camera.x, label.y * camera.scale + camera.y];
  const inView = x >= 0 && x <= size.width && y >= 0 && y <= size.height;
  return inView ? null : (labels.sections[index] ?? null);
}

/** Draws the labels on chips, since seats are under them. */
export function drawSticky(
  ctx: CanvasRenderingContext2D,
  { rows, section }: StickyLabels,
  size: Size,
  ratio: number,
  palette: Palette,
): void {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = `600 ${ROW_FONT_PX * ratio}px ${palette.font}`;
  for (const { name, y } of rows) chip(ctx, name, LEFT_PX * ratio, y * ratio, ROW_FONT_PX * ratio, palette);
  if (section === null) return;
  ctx.font = `700 ${SECTION_FONT_PX * ratio}px ${palette.font}`;
  const room = (size.width - 2 * SIDE_PX) * ratio;
  const text = fitLabel(section, room, (part) => ctx.measureText(part).width);
  if (text !== null)
    chip(ctx, text, (size.width / 2) * ratio, TOP_PX * ratio, SECTION_FONT_PX * ratio, palette);
}

function chip(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  fontSize: number,
  palette: Palette,
): void {
  const width = ctx.measureText(text).width + fontSize;
  const height = fontSize * 1.5;
  ctx.globalAlpha = 0.88;
  ctx.fillStyle = palette.surface;
  ctx.beginPath();
  ctx.roundRect(Math.max(0, x - width / 2), y - height / 2, width, height, height / 3);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette.ink;
  ctx.fillText(text, Math.max(width / 2, x), y);
}
