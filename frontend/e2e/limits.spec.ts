/** Events that limit the seats of each buyer: what a buyer is told, and that controls stay within it. */
import { logIn, OPERATOR } from './support/account';
import { closeEvent, createEvent, type Event } from './support/api';
import {
  expectConfirmed,
  expectLive,
  holdBest,
  openEvent,
  pay,
  setPartySize,
  toCheckout,
} from './support/steps';
import { expect, test as base } from './support/test';

const test = base.extend<{ limited: Event }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright derives the required fixtures from the pattern: none
  limited: async ({}, use, info) => {
    const sections = [{ name: 'Floor', rows: 4, cols: 12, price: 90_000 }];
    const event = await createEvent(`e2e ${info.title} ${Date.now()}`, sections, { seatsPerBuyer: 4 });
    await use(event);
    await closeEvent(event.id);
  },
});

test('a buyer sees the limit before choosing, and can’t ask for more', async ({ page, limited, context }) => {
  await openEvent(page, limited.id);
  await expect(page.getByText('At most 4 seats per buyer')).toBeVisible();
  await setPartySize(page, 8);
  await page.getByRole('textbox', { name: 'Seats together' }).blur();
  await expect(page.getByRole('textbox', { name: 'Seats together' })).toHaveValue('4');
  await holdBest(page, 3);
  // Such an event is sold to nobody who is unknown: the browser has become a guest.
  expect((await context.cookies()).map(({ name }) => name)).toContain('__Host-guest');
  await expect(page.getByRole('button', { name: /^Add 1 best/ })).toBeVisible();
  // Other seats would be held before these are released: more than one buyer may have.
  await expect(page.getByRole('button', { name: 'Look again' })).toHaveCount(0);
});

test('a buyer who has seats of the event already is told how many, and may take the rest', async ({
  page,
  limited,
}) => {
  await openEvent(page, limited.id);
  await holdBest(page, 3);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);

  await page.goto(`/events/${limited.id}`);
  await expectLive(page);
  await setPartySize(page, 2);
  await page.getByRole('button', { name: 'Best together' }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'At most 4 seats per buyer' });
  await expect(notice).toContainText('You have 3 of this event already');
  await expect(notice).toContainText('You can take 1 more.');
  await expect(page.getByTestId('hold')).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Seats together' })).toHaveValue('1');

  await page.getByRole('button', { name: 'Best together' }).click();
  await expect(page.getByTestId('hold')).toBeVisible();
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Add/ })).toBeDisabled();
});

test('the box office holds seats for its customer, whose limit counts', async ({ page, limited }) => {
  await openEvent(page, limited.id);
  await logIn(page, OPERATOR);
  const customer = page.getByRole('textbox', { name: 'Customer' });
  await page.getByRole('button', { name: 'Best together' }).click();
  await expect(page.getByTestId('toast')).toContainText('Enter the customer first');
  for (const name of ['ann', 'bob']) {
    await customer.fill(`${name}-${limited.id}`);
    await holdBest(page, 3);
    await expect(customer).not.toBeEditable();
    await toCheckout(page);
    await pay(page);
    await expectConfirmed(page);
    await page.goto(`/events/${limited.id}`);
    await expectLive(page);
    await expect(customer).toHaveValue('');
  }
  await customer.fill(`bob-${limited.id}`);
  await setPartySize(page, 2);
  await page.getByRole('button', { name: 'Best together' }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'At most 4 seats per buyer' });
  await expect(notice).toContainText('The customer has 3 of this event already');
  await customer.fill(`cid-${limited.id}`);
  await expect(notice).toHaveCount(0);
  await holdBest(page, 2);
});
