/** A limit of holds: what a buyer is told, and that the page waits and repeats nothing by itself. */
import { Ear } from './support/ear';
import { SecondApi } from './support/second-api';
import { heldLabels, holdBest, openEvent, setPartySize } from './support/steps';
import { expect, test as base } from './support/test';

const test = base.extend<object, { limiting: SecondApi }>({
  limiting: [
    // eslint-disable-next-line no-empty-pattern -- Playwright derives the required fixtures from the pattern: none
    async ({}, use) => {
      // Two at once, then one in ten seconds.
      const api = await SecondApi.start({ ANONYMOUS_GUESTS: 'false', RATE_LIMIT_HOLDS: '2/20' });
      await use(api);
      await api.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ limiting }, use) => {
    await use(limiting.url);
  },
});

test('after a rate limit the controls wait as long as the API says, and then hold seats', async ({
  page,
  event,
}) => {
  const ear = await Ear.of(page);
  let holds = 0;
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname === '/api/reservations' && response.status() !== 401) holds += 1;
  });
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await setPartySize(page, 1);
  const add = page.getByRole('button', { name: 'Add 1 best seat' });
  await add.click();
  await expect.poll(() => heldLabels(page)).toHaveLength(2);

  await add.click();
  await expect(page.getByText(/^You can try again in \d+ seconds?$/)).toBeVisible();
  await ear.expectAnnounced(/^Too many requests in a short time/);
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await add.press('Enter');
  expect(holds).toBe(3);
  await expect(page.getByText(/^You can try again in/)).toHaveCount(0, { timeout: 15_000 });
  await ear.expectAnnounced('You can try again now.');
  expect(holds).toBe(3);

  await add.click();
  await expect.poll(() => heldLabels(page)).toHaveLength(3);
});
