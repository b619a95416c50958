import { expect, test } from 'vitest';
import { house } from '@/features/seat-map/model/fixture';
import { buildPlan } from '@/features/seat-map/model/plan';
import { fit } from './camera';
import { LabelPainter } from './label-painter';
import { layOut, SEAT } from './layout';
import type { Palette } from './palette';

/** The width of each letter, in pixels. */
const LETTER = 7;
const SECTION_PX = 13;

const plan = buildPlan(
  house({ name: 'Floor', rows: 6, cols: 60, price: 5 }, { name: 'Stand', rows: 6, cols: 60, price: 3 }),
);
const layout = layOut(plan);
const size = { width: 900, height: 600 };
const camera = fit(layout.bounds, size);

/** The texts that are drawn for sections of these names, with their middles. */
function drawn(...names: string[]): { text: string; x: number; y: number }[] {
  const texts: { text: string; x: number; y: number }[] = [];
  const ctx = {
    canvas: size,
    measureText: (text: string) => ({ width: text.length * LETTER }),
    fillText: (text: string, x: number, y: number) => {
      texts.push({ text, x, y });
    },
  } as unknown as CanvasRenderingContext2D;
  const sections = names.map((name) => ({ name, price: '₩5' }));
  const painter = new LabelPainter(ctx, plan, layout, { sections, stage: 'STAGE' });
  painter.setCamera(camera, 1, { font: 'sans-serif', ink: 'black' } as Palette);
  painter.drawSections();
  return texts;
}

/** Whether a text's box overlaps a seat. */
function coversASeat({ text, x, y }: { text: string; x: number; y: number }): boolean {
  const half = (SEAT / 2) * camera.scale;
  const [wide, high] = [(text.length * LETTER) / 2, SECTION_PX / 2];
  for (let id = 1; id <= plan.size; id += 1) {
    const seatX = (layout.x[id] ?? 0) * camera.scale + camera.x;
    const seatY = (layout.y[id] ?? 0) * camera.scale + camera.y;
    if (Math.abs(seatX - x) < wide + half && Math.abs(seatY - y) < high + half) return true;
  }
  return false;
}

test('a short section name is drawn whole', () => {
  expect(drawn('Floor', 'Stand').map(({ text }) => text)).toEqual(['Floor · ₩5', 'Stand · ₩5']);
});

test('a long section name is cut before it covers seats, and keeps its price', () => {
  const long = 'Parterre, centre block, with a view of the orchestra and of the conductor, rows one to six';
  for (const label of drawn(long, long)) {
    expect(coversASeat(label)).toBe(false);
    expect(label.text).toMatch(/^Parterre.*… · ₩5$/);
  }
});
