import { closeEvent, createEvent, holdAs, release } from './support/api';
import { expectLive } from './support/steps';
import { expect, test } from './support/test';

// Recording a trace takes screenshots continuously, which would distort the measurement.
test.use({ trace: 'off' });

const SEATS_A_SECOND = 500;
const MEASURED_MS = 6000;

/** Holds and releases seats of an event at a steady rate until stopped. Returns the changes per second. */
function churnSeats(eventId: number, seats: number): { stop: () => Promise<number> } {
  let running = true;
  let changed = 0;
  const began = Date.now();
  const worker = async (first: number) => {
    for (let round = 0; running; round += 1) {
      const start = ((first * 977 + round * 61) % Math.floor(seats / 8)) * 8 + 1;
      const token = await holdAs(
        eventId,
        Array.from({ length: 8 }, (_, at) => start + at),
      );
      if (token === null) continue;
      await release(eventId, token);
      changed += 16;
      // Ahead of the rate: wait.
      const ahead = (changed / SEATS_A_SECOND) * 1000 - (Date.now() - began);
      if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
    }
  };
  const workers = Array.from({ length: 6 }, (_, index) => worker(index));
  return {
    stop: async () => {
      running = false;
      await Promise.all(workers);
      return (changed / (Date.now() - began)) * 1000;
    },
  };
}

test('20,000 seats are drawn in time while 500 of them change each second', async ({ page }, info) => {
  test.setTimeout(120_000);
  const event = await createEvent(`e2e big house ${Date.now()}`, [
    { name: 'Floor', rows: 50, cols: 100, price: 165_000 },
    { name: 'Lower stand', rows: 60, cols: 150, price: 132_000 },
    { name: 'Upper stand', rows: 50, cols: 120, price: 99_000 },
  ]);
  // Records the script time of each frame and the intervals between frames.
  await page.addInitScript(() => {
    const frames: number[] = [];
    const costs: number[] = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      ask((now) => {
        const began = performance.now();
        callback(now);
        costs.push(performance.now() - began);
      });
    const tick = (now: number) => {
      frames.push(now);
      ask(tick);
    };
    ask(tick);
    Object.assign(window, { frames, costs });
  });
  await page.goto(`/events/${event.id}`);
  await expectLive(page);
  const churn = churnSeats(event.id, event.seatsTotal);

  const measure = async (name: string, meanwhile: () => Promise<void>) => {
    await page.evaluate(() => {
      const { frames, costs } = window as unknown as { frames: number[]; costs: number[] };
      frames.length = 0;
      costs.length = 0;
    });
    await meanwhile();
    const { gaps, costs } = await page.evaluate(() => {
      const { frames, costs } = window as unknown as { frames: number[]; costs: number[] };
      return { gaps: frames.slice(1).map((at, index) => at - (frames[index] ?? at)), costs: [...costs] };
    });
    const figures = { name, frames: gaps.length, gap: spread(gaps), cost: spread(costs) };
    console.log(JSON.stringify(figures));
    info.annotations.push({ type: 'frames', description: JSON.stringify(figures) });
    return figures;
  };

  // A fixed duration of measurement, not a wait for a condition.
  const still = await measure('all in view', () =>
    page.evaluate((ms) => new Promise<void>((done) => setTimeout(done, ms)), MEASURED_MS),
  );
  const box = await page.getByTestId('seat-map').boundingBox();
  if (box === null) throw new Error('the map is not visible');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const zoomed = await measure('zooming and panning', async () => {
    await page.mouse.move(middle.x, middle.y);
    for (let step = 0; step < 12; step += 1) await page.mouse.wheel(0, -120);
    await page.mouse.down();
    for (let step = 0; step < 120; step += 1) {
      await page.mouse.move(middle.x + 200 * Math.sin(step / 10), middle.y + 120 * Math.cos(step / 14));
    }
    await page.mouse.up();
    for (let step = 0; step < 12; step += 1) await page.mouse.wheel(0, 120);
  });
  const pace = await churn.stop();
  console.log(`${pace.toFixed(0)} seats changed each second`);
  await closeEvent(event.id);

  // A frame at 60 Hz has 16.7 ms; the map's script must leave time for the browser's own work.
  expect(still.cost.p95).toBeLessThan(8);
  // A zoom redraws the whole house; without a graphics card, one frame in twenty may take twice as long.
  expect(zoomed.cost.p95).toBeLessThan(33.3);
  expect(still.gap.p50).toBeLessThan(17.5);
});

function spread(values: number[]): { p50: number; p95: number; p99: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
