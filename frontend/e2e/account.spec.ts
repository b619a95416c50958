/** An account: login and logout at a real provider, tickets on any device, and what happens to seats meanwhile. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { accountButton, enterName, logIn, logOut, newName, OPERATOR } from './support/account';
import { statuses } from './support/api';
import { buyAs } from './support/buy';
import { buyEach, keepOrders, keptOrder } from './support/kept-orders';
import { expectConfirmed, heldLabels, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { collectPageErrors, expect, test } from './support/test';

/** Another device: nothing is stored on it. */
async function onAnotherDevice(
  browser: Browser,
  use: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const { baseURL, locale, timezoneId } = test.info().project.use;
  const context = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    ...(locale !== undefined && { locale }),
    ...(timezoneId !== undefined && { timezoneId }),
  });
  const page = await context.newPage();
  const errors: string[] = [];
  collectPageErrors(page, errors);
  await use(page, context);
  expect(errors).toEqual([]);
  await context.close();
}

test('a buyer logs in in the middle of a purchase, keeps the seats, and has the tickets on another device', async ({
  page,
  event,
  browser,
}) => {
  const name = newName();
  await openEvent(page, event.id);
  const labels = await holdBest(page, 2);
  await toCheckout(page);
  await logIn(page, name);
  await expect(page).toHaveURL(`/events/${event.id}/checkout`);
  await expect(page.getByTestId('hold').getByRole('listitem')).toHaveCount(2);
  await pay(page);
  await expectConfirmed(page);
  for (const label of labels) await expect(page.getByText(label, { exact: true })).toBeVisible();

  await onAnotherDevice(browser, async (other) => {
    await other.goto('/orders');
    await expect(other.getByText('No tickets yet')).toBeVisible();
    await logIn(other, name);
    await expect(other).toHaveURL('/orders');
    await other.getByTestId('account-orders').getByRole('link', { name: event.title }).click();
    await expect(other.getByTestId('ticket-code')).toHaveCount(2);
    // It is the account's own order, so it can be returned here too.
    await other.getByRole('button', { name: 'Return the tickets' }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: 'Return and refund' }).click();
    await expect(other.getByTestId('headline')).toHaveAttribute('data-status', 'REFUNDED', {
      timeout: 20_000,
    });
  });
});

test('what a browser holds as a guest is ordered after the login, and the order is added to the account', async ({
  page,
  event,
}) => {
  const name = newName();
  await page.goto('/');
  await page.evaluate(() => fetch('/api/guests', { method: 'POST' }));
  await openEvent(page, event.id);
  await holdBest(page, 2);
  await logIn(page, name);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  await page.getByRole('link', { name: 'My tickets' }).click();
  await expect(page.getByTestId('account-orders').getByRole('article')).toHaveCount(1, { timeout: 15_000 });
  await expect(page.getByText('Only in this browser')).toHaveCount(0);
});

test('a purchase of an account is its own on every page, and is gone from the browser after the logout', async ({
  page,
  event,
}) => {
  const name = newName();
  await openEvent(page, event.id);
  await logIn(page, name);
  await expect(page).toHaveURL(`/events/${event.id}`);
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  const address = page.url();
  await page.getByRole('link', { name: 'My tickets' }).click();
  await expect(page.getByTestId('account-orders').getByRole('article')).toHaveCount(1);
  await expect(page.getByText('Only in this browser')).toHaveCount(0);

  await logOut(page, name);
  await page.goto('/orders');
  await expect(page.getByText('No tickets yet')).toBeVisible();
  await page.goto(address);
  await expect(page.getByText('Order not found')).toBeVisible();
});

test('orders of this browser are added to the account by one press, also a second time', async ({
  page,
  event,
}) => {
  const name = newName();
  const orders = await buyEach(event.id, [1, 2, 3], { section: 'Floor', price: 90_000 });
  await page.goto('/no/such/page');
  await keepOrders(page, orders);
  await page.goto('/orders');
  await expect(page.getByRole('article')).toHaveCount(3);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await enterName(page, name);
  await page.getByRole('button', { name: 'Add 3 orders to my account' }).click();
  await expect(page.getByTestId('account-orders').getByRole('article')).toHaveCount(3, { timeout: 15_000 });
  await expect(page.getByText('Only in this browser')).toHaveCount(0);

  // As after a response that was lost: the browser doesn't know that they were added.
  await keepOrders(page, orders.slice(0, 1));
  await page.reload();
  await page.getByRole('button', { name: 'Add 1 order to my account' }).click();
  await expect(page.getByText('Only in this browser')).toHaveCount(0);
  await expect(page.getByTestId('account-orders').getByRole('article')).toHaveCount(3);
});

test('an order of another account isn’t added, and the page says why', async ({ page, event, browser }) => {
  const { orderId } = await buyAs(event.id, [1]);
  await onAnotherDevice(browser, async (other) => {
    await other.goto(`/orders/${orderId}`);
    await logIn(other, newName());
    await other.getByRole('button', { name: 'It is mine: add it' }).click();
    await expect(other.getByRole('button', { name: 'Return the tickets' })).toBeVisible();
  });
  await page.goto('/no/such/page');
  await keepOrders(page, [keptOrder(orderId, event.id)]);
  await page.goto('/orders');
  await logIn(page, newName());
  await page.getByRole('button', { name: 'Add 1 order to my account' }).click();
  await expect(page.getByText(/It wasn’t added: it belongs to another account/)).toBeVisible();
});

test('logging out releases the seats that the account holds, and says so before', async ({ page, event }) => {
  const name = newName();
  await openEvent(page, event.id);
  await logIn(page, name);
  const labels = await holdBest(page, 2);
  await accountButton(page, name).click();
  await expect(
    page.getByText(`Logging out releases the seats that you hold: ${labels.join(', ')}.`),
  ).toBeVisible();
  // Escape closes it, and the focus is where it was.
  await page.keyboard.press('Escape');
  await expect(accountButton(page, name)).toBeFocused();
  await logOut(page, name);
  await expect.poll(async () => new Set((await statuses(event.id)).values())).toEqual(new Set(['AVAILABLE']));
  await openEvent(page, event.id);
  await expect(page.getByTestId('hold')).toHaveCount(0);
});

test('seats of an account whose login has ended stay held, and are ordered after the next login', async ({
  page,
  event,
  context,
}) => {
  const name = newName();
  await openEvent(page, event.id);
  await logIn(page, name);
  const labels = await holdBest(page, 2);
  await context.clearCookies({ name: '__Host-session' });
  await page.getByRole('button', { name: 'More time' }).click();
  await expect(page.getByText('You are no longer logged in')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Check out' })).toHaveCount(0);
  // The provider still knows who it is, so it asks nothing.
  await page.getByTestId('others-hold').getByRole('button', { name: 'Log in' }).click();
  await expect(accountButton(page, name)).toBeVisible();
  expect(await heldLabels(page)).toEqual(labels);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
});

test('a login that is given up comes back to the page, which says so', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('toast')).toContainText('The login didn’t succeed');
  await expect(page).toHaveURL(`/events/${event.id}?view=list`);
  // As a guest the purchase goes on.
  await holdBest(page, 1);
});

test('while nobody can log in, the page says so', async ({ page, event }) => {
  await page.goto(`/events/${event.id}?view=list&login=unavailable`);
  await expect(page.getByTestId('toast')).toContainText('Nobody can log in at the moment');
  await expect(page).toHaveURL(`/events/${event.id}?view=list`);
});

test('a login in one tab is known in another, whose requests go on', async ({ page, event, context }) => {
  const name = newName();
  await openEvent(page, event.id);
  const other = await context.newPage();
  await other.goto('/');
  await logIn(other, name);
  await expect(accountButton(page, name)).toBeVisible();
  await holdBest(page, 2);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
});

test('an operator who has logged in needs no token, and a buyer may not see the page', async ({
  page,
  event,
}) => {
  await page.goto(`/ops?event=${event.id}`);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await enterName(page, OPERATOR);
  await expect(page.getByRole('heading', { name: event.title })).toBeVisible();
  await expect(page).toHaveURL(`/ops?event=${event.id}`);
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0);
  // What changes something has the CSRF token of the session.
  await page.getByRole('button', { name: 'Close sales' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close sales' }).click();
  await expect(page.getByTestId('toast')).toContainText('are closed.');
  await logOut(page, OPERATOR);

  await page.goto('/ops');
  await logIn(page, newName());
  await expect(page.getByText('Your account may not see this page')).toBeVisible();
  await expect(page.getByLabel('Admin token')).toBeVisible();
});
