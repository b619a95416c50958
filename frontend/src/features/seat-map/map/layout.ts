/** The position of each seat: rows are arcs about one point, as in a real auditorium. Pure geometry. */
import type { SeatPlan } from '@/features/seat-map/model/plan';

/** World units between neighbouring seats; all other lengths derive from it. */
export const PITCH = 10;
/** The side of a seat, in world units. */
export const SEAT = 8;

/** From this size of a seat on, in CSS pixels, rows have their names. */
export const ROW_NAMES_FROM_PX = 8;

/** Half the angle that the widest row would span at the stage, in radians. */
const HALF_SPAN = 0.36;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Layout {
  /** Centres of the seats, by id. */
  readonly x: Float32Array<ArrayBuffer>;
  readonly y: Float32Array<ArrayBuffer>;
  /** The distance of each row from the arcs' centre, ascending; and the box around each row. */
  readonly radii: Float64Array<ArrayBuffer>;
  readonly rowBoxes: readonly Box[];
  /** The position of each section's label. */
  readonly sectionLabels: readonly { readonly x: number; readonly y: number }[];
  readonly bounds: Box;
  /** The arcs' centre is at (0, -focus). */
  readonly focus: number;
  readonly stage: { readonly radius: number; readonly halfAngle: number; readonly depth: number };
}

export function layOut(plan: SeatPlan): Layout {
  const widest = Math.max(1, ...plan.rows.map((row) => row.last - row.first + 1)) * PITCH;
  const height = plan.rows.length * PITCH;
  const focus = Math.max(40, widest / (2 * HALF_SPAN));
  // Wide enough for the section's label even when the whole house is shown on a small screen.
  const gap = Math.max(18, 0.062 * Math.max(widest, height));
  const x = new Float32Array(plan.size + 1);
  const y = new Float32Array(plan.size + 1);
  const radii = new Float64Array(plan.rows.length);
  const rowBoxes: Box[] = [];
  const sectionLabels: { x: number; y: number }[] = [];
  let radius = focus + gap * 0.8;
  plan.rows.forEach((row, index) => {
    if (plan.sections[row.section]?.firstRow === index) {
      sectionLabels.push({ x: 0, y: radius + gap * 0.2 - focus });
      radius += gap;
    }
    radii[index] = radius;
    const middle = (row.first + row.last) / 2;
    for (let id = row.first; id <= row.last; id += 1) {
      const angle = ((id - middle) * PITCH) / radius;
      x[id] = radius * Math.sin(angle);
      y[id] = radius * Math.cos(angle) - focus;
    }
    rowBoxes.push(boxOf(x, y, row.first, row.last));
    radius += PITCH;
  });
  const stage = { radius: focus, halfAngle: (widest * 0.3) / focus, depth: gap * 0.55 };
  return { x, y, radii, rowBoxes, sectionLabels, bounds: boundsOf(rowBoxes, stage, focus), focus, stage };
}

/** The seat at a world point; null between seats. */
export function seatAt(plan: SeatPlan, layout: Layout, x: number, y: number): number | null {
  const radius = Math.hypot(x, y + layout.focus);
  const index = nearest(layout.radii, radius);
  const row = plan.rows[index];
  const rowRadius = layout.radii[index];
  if (row === undefined || rowRadius === undefined || Math.abs(rowRadius - radius) > PITCH / 2) return null;
  const angle = Math.atan2(x, y + layout.focus);
  const id = Math.round((angle * rowRadius) / PITCH + (row.first + row.last) / 2);
  return id >= row.first && id <= row.last ? id : null;
}

function boxOf(x: Float32Array, y: Float32Array, first: number, last: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let id = first; id <= last; id += 1) {
    const [seatX, seatY] = [x[id] ?? 0, y[id] ?? 0];
    left = Math.min(left, seatX);
    right = Math.max(right, seatX);
    top = Math.min(top, seatY);
    bottom = Math.max(bottom, seatY);
  }
  return {
    left: left - PITCH / 2,
    top: top - PITCH / 2,
    right: right + PITCH / 2,
    bottom: bottom + PITCH / 2,
  };
}

function boundsOf(boxes: readonly Box[], stage: Layout['stage'], focus: number): Box {
  const stageTop = stage.radius * Math.cos(stage.halfAngle) - focus - stage.depth;
  // Room for the row names at both ends.
  const side = PITCH * 2;
  return boxes.reduce(
    (all, box) => ({
      left: Math.min(all.left, box.left - side),
      top: Math.min(all.top, box.top),
      right: Math.max(all.right, box.right + side),
      bottom: Math.max(all.bottom, box.bottom + PITCH),
    }),
    { left: -3 * PITCH, top: stageTop, right: 3 * PITCH, bottom: stageTop + PITCH },
  );
}

/**
 * Half the width that a section's label may have before it covers seats, in world units; `halfHeight` is half its
 * height. The label is straight and the rows are arcs, whose ends are beside a wide label.
 */
export function labelRoom(plan: SeatPlan, layout: Layout, section: number, halfHeight: number): number {
  const { firstRow = 0, lastRow = -1 } = plan.sections[section] ?? {};
  const bottom = (layout.sectionLabels[section]?.y ?? 0) + layout.focus + halfHeight;
  for (let index = firstRow; index <= lastRow; index += 1) {
    // Where the inner edge of the row is as low as the label. Rows behind are lower there, but may be wider.
    const inner = (layout.radii[index] ?? 0) - PITCH / 2;
    const room = Math.sqrt(Math.max(0, inner ** 2 - bottom ** 2)) - PITCH / 2;
    if ((layout.rowBoxes[index]?.right ?? 0) > room) return room;
  }
  return Infinity;
}

/** Index of the entry nearest to `value` in an ascending array. */
export function nearest(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  const before = sorted[low - 1];
  const at = sorted[low];
  return before !== undefined && at !== undefined && value - before < at - value ? low - 1 : low;
}

/** A seat and those around it: three of its own row, and the nearest three of the rows before and behind. */
export function neighbours(plan: SeatPlan, layout: Layout, id: number): number[] {
  const own = plan.rowOf[id] ?? 0;
  const angle = Math.atan2(layout.x[id] ?? 0, (layout.y[id] ?? 0) + layout.focus);
  const near: number[] = [];
  for (let index = own - 1; index <= own + 1; index += 1) {
    const row = plan.rows[index];
    if (row === undefined) continue;
    const middle = Math.round((angle * (layout.radii[index] ?? 0)) / PITCH + (row.first + row.last) / 2);
    for (let seat = Math.max(row.first, middle - 1); seat <= Math.min(row.last, middle + 1); seat += 1)
      near.push(seat);
  }
  return near;
}
