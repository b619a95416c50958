/**
 * An installation that wants to know its buyers, as in production: no anonymous guests. And a proof of work for each new
 * hold.
 */
import type { Page, Route } from '@playwright/test';
import { Ear } from './support/ear';
import { SecondApi } from './support/second-api';
import {
  expectConfirmed,
  heldLabels,
  holdBest,
  openEvent,
  pay,
  setPartySize,
  toCheckout,
} from './support/steps';
import { expect, test as base } from './support/test';

const test = base.extend<object, { strict: SecondApi }>({
  strict: [
    // eslint-disable-next-line no-empty-pattern -- Playwright derives the required fixtures from the pattern: none
    async ({}, use) => {
      const api = await SecondApi.start({
        ANONYMOUS_GUESTS: 'false',
        GUEST_TOKENS: 'true',
        PROOF_OF_WORK: 'always',
        PROOF_OF_WORK_TRIES_MIN: '500',
        PROOF_OF_WORK_TRIES_MAX: '500',
      });
      await use(api);
      await api.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ strict }, use) => {
    await use(strict.url);
  },
});

/** Keeps the solver from starting until it is let go. */
async function delaySolver(page: Page): Promise<() => void> {
  const waiting: (() => void)[] = [];
  const gone = new Promise<void>((resolve) => waiting.push(resolve));
  await page.route('**/assets/proof-worker*', async (route: Route) => {
    await gone;
    await route.continue();
  });
  return () => {
    for (const go of waiting) go();
  };
}

const calculating = (page: Page) =>
  page.getByTestId('toast').filter({ hasText: 'Your device is doing a short calculation' });

test('a browser becomes a guest with its first hold, buys, and finds its tickets', async ({
  page,
  event,
  context,
}) => {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') requests.push(new URL(request.url()).pathname);
  });
  await openEvent(page, event.id);
  await holdBest(page, 2);
  // Refused, a guest made, refused for want of a proof, held.
  expect(requests).toEqual(['/api/reservations', '/api/guests', '/api/reservations', '/api/reservations']);
  expect((await context.cookies()).map(({ name }) => name)).toContain('__Host-guest');
  await page.getByRole('button', { name: 'More time' }).click();
  await expect(page.getByRole('timer')).toHaveText(/^(2:00|1:5\d)$/);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  const address = page.url();
  await page.getByRole('link', { name: 'My tickets' }).click();
  await expect(page.getByRole('article')).toHaveCount(1);

  // Another tab of the browser is the same guest; another browser isn't.
  const tab = await context.newPage();
  await tab.goto(address);
  await expect(tab.getByTestId('ticket-code')).toHaveCount(2);
});

test('a guest whose cookie is lost in the middle of a purchase goes on as another', async ({
  page,
  event,
  context,
}) => {
  await openEvent(page, event.id);
  await holdBest(page, 2);
  await context.clearCookies({ name: '__Host-guest' });
  await page.getByRole('button', { name: 'Release all' }).click();
  await expect(page.getByTestId('toast')).toContainText('Please log in');
  await page.getByTestId('toast').getByRole('button', { name: 'Close' }).click();
  await setPartySize(page, 1);
  // The former seats are held until their time runs out; others are held at once.
  await page.getByRole('button', { name: /^Add 1 best/ }).click();
  await expect.poll(() => heldLabels(page)).toHaveLength(1);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
});

test('a proof of work is announced, keeps the focus, and ends in the hold', async ({ page, event }) => {
  const letGo = await delaySolver(page);
  const ear = await Ear.of(page);
  await openEvent(page, event.id);
  await setPartySize(page, 2);
  await page.getByRole('button', { name: 'Best together' }).focus();
  await page.keyboard.press('Enter');
  await expect(calculating(page)).toBeVisible();
  await ear.expectAnnounced(/^Many people want seats right now\. Your device/);
  await expect(page.getByRole('button', { name: 'Searching…' })).toBeFocused();
  letGo();
  await expect(page.getByTestId('hold')).toBeVisible();
  await expect(calculating(page)).toHaveCount(0);
  await ear.expectAnnounced(/held for you/);
});

test('Escape ends a proof of work, and the next press begins another', async ({ page, event }) => {
  const letGo = await delaySolver(page);
  await openEvent(page, event.id);
  await setPartySize(page, 2);
  await page.getByRole('button', { name: 'Best together' }).click();
  await expect(calculating(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(calculating(page)).toHaveCount(0);
  await expect(page.getByText('No seat was held yet')).toBeVisible();
  await expect(page.getByTestId('hold')).toHaveCount(0);
  letGo();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('hold')).toBeVisible();
});
