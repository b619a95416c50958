/** Parts of the application that don't arrive. */
import type { Page } from '@playwright/test';
import { closeEvent, createEvent } from './support/api';
import { expectLive } from './support/steps';
import { expect, test } from './support/test';

test.use({ locale: 'ko-KR' });

/** Blocks the chunks of the texts, by what only they contain. Returns what ends that, and waits for chunks under way. */
async function blockTexts(page: Page, ...words: string[]): Promise<() => Promise<void>> {
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (words.some((word) => body.includes(word))) await route.abort();
    else await route.fulfill({ response, body });
  });
  return () => page.unrouteAll({ behavior: 'wait' });
}

test('a page whose language can’t be loaded is shown in the other one', async ({ page }) => {
  const unblock = await blockTexts(page, '원하는 자리를 찾으세요');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Find your seat' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await unblock();
});

test.describe('without any texts', () => {
  // The failed import is an uncaught error, on purpose: it is reported like any other.
  test.use({ expectedErrors: [/Failed to fetch dynamically imported module/] });

  test('the page says so in both languages, and offers to reload', async ({ page }) => {
    const unblock = await blockTexts(page, '원하는 자리를 찾으세요', 'Find your seat');
    await page.goto('/');
    await expect(page.getByRole('heading', { name: '페이지를 불러오지 못했습니다' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'The page couldn’t be loaded' })).toBeVisible();
    await unblock();
    await page.getByRole('button', { name: '새로 고침' }).click();
    await expect(page.getByRole('heading', { name: '원하는 자리를 찾으세요' })).toBeVisible();
  });
});

test('a page whose script can’t be loaded says so', async ({ page }) => {
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The page couldn’t be loaded' })).toBeVisible();
});

test('the texts and the page’s own script load beside the entry, not after it', async ({ page, event }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  let release: (() => void) | undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/assets/index-*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(`/events/${event.id}`, { waitUntil: 'commit' });
  // The entry hasn't arrived.
  for (const chunk of ['ko', 'event-page', 'seat-map'])
    await expect.poll(() => requested.some((path) => path.startsWith(`/assets/${chunk}-`))).toBe(true);
  // What is the same on every page is shown already.
  await expect(page.getByText('Holdfast')).toBeVisible();
  release?.();
  await expect(page.locator('[data-freshness="live"]')).toBeVisible();
});

test('an event’s page has its shape before the event and its seats have arrived', async ({ page, event }) => {
  const waiting: (() => void)[] = [];
  await page.route(/\/api\/events\/\d+(\/seats)?$/, async (route) => {
    await new Promise<void>((done) => waiting.push(done));
    await route.continue();
  });
  await page.goto(`/events/${event.id}`);
  const map = page.getByText('불러오는 중').locator('visible=true');
  await expect(map).toBeVisible();
  const switches = page.getByRole('button', { name: '목록' });
  const before = await switches.boundingBox();
  for (const arrive of waiting) arrive();
  await expect(page.locator('[data-freshness="live"]')).toBeVisible();
  expect((await switches.boundingBox())?.x).toBe(before?.x);
});

test('a large map is read in a worker, and without it when its script doesn’t arrive', async ({ page }) => {
  const sections = [{ name: 'Floor', rows: 60, cols: 100, price: 10_000 }];
  const event = await createEvent(`e2e worker ${Date.now()}`, sections);
  const worker = '**/assets/seat-worker-*.js';
  let requested = 0;
  await page.route(worker, (route) => {
    requested += 1;
    return route.continue();
  });
  const started = page.waitForEvent('worker');
  await page.goto(`/events/${event.id}`);
  await started;
  await expectLive(page);
  await page.unroute(worker);
  await page.route(worker, (route) => {
    requested += 1;
    return route.abort();
  });
  await page.reload();
  await expectLive(page);
  await closeEvent(event.id);
  expect(requested).toBe(2);
});
