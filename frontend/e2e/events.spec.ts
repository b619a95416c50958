import { closeEvent, createEvent, holdAs } from './support/api';
import { expect, test } from './support/test';

test('an event is found by its title, and its number of free seats is updated', async ({ page, event }) => {
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search events' }).fill(event.title);
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByText('96 of 96 free')).toBeVisible();
  await expect(page).toHaveURL(/[?&]q=/);
  await holdAs(event.id, [1, 2, 3, 4]);
  await expect(page.getByText('92 of 96 free')).toBeVisible();
});

test('a search without results says so and offers all events', async ({ page }) => {
  await page.goto('/?q=no-such-event-anywhere');
  await expect(page.getByRole('heading', { name: /^Nothing matches/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show all events' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
});

test('the page counts down to the opening of sales, and then opens them without a reload', async ({
  page,
}) => {
  const event = await createEvent(
    `e2e soon ${Date.now()}`,
    [{ name: 'All', rows: 2, cols: 5, price: 1000 }],
    { salesOpenAt: new Date(Date.now() + 6000).toISOString() },
  );
  await page.goto(`/events/${event.id}`);
  await expect(page.getByText(/^Sales open in 0:0\d$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Best together' })).toBeVisible({ timeout: 15_000 });
  await closeEvent(event.id);
});

test('events are listed by date, and those that have started are past and not on sale', async ({ page }) => {
  const name = `e2e dates ${Date.now()}`;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const sections = [{ name: 'All', rows: 1, cols: 5, price: 1000 }];
  const later = await createEvent(`${name} later`, sections, { startsAt: inDays(20) });
  const soon = await createEvent(`${name} soon`, sections, { salesOpenAt: inDays(1) });
  const sooner = await createEvent(`${name} sooner`, sections, { startsAt: inDays(10) });
  const starting = new Date(Date.now() + 4000).toISOString();
  const started = await createEvent(`${name} started`, sections, { startsAt: starting });
  const titles = page.getByRole('article').getByRole('heading');

  await page.goto(`/?q=${encodeURIComponent(name)}`);
  await expect(titles).toHaveText([sooner.title, later.title]);
  await page.getByRole('button', { name: 'Opens soon' }).click();
  await expect(titles).toHaveText([soon.title]);
  await page.getByRole('button', { name: 'Upcoming' }).click();
  await expect(titles).toHaveText([sooner.title, later.title, soon.title]);
  await page.getByRole('button', { name: 'Past' }).click();
  await expect(titles).toHaveText([started.title]);
  await page.getByRole('link', { name: started.title }).click();
  await expect(page.getByText('Sales closed', { exact: true })).toBeVisible();
  for (const event of [later, soon, sooner]) await closeEvent(event.id);
});

test('the list asks for one page of events of the chosen kind, however many others there are', async ({
  page,
}) => {
  const requests: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/events') requests.push(url);
  });
  await page.goto('/?show=soon');
  await expect(page.getByRole('article').first().or(page.getByText('Nothing here yet'))).toBeVisible();
  expect(requests.map(({ searchParams }) => searchParams.get('status'))).toEqual(['SCHEDULED']);
});

test('an event’s times are the venue’s, with the reader’s beside them where their clocks differ', async ({
  page,
}) => {
  const sections = [{ name: 'All', rows: 1, cols: 5, price: 1000 }];
  const times = { startsAt: '2098-01-15T00:30:00Z', timeZone: 'America/New_York' };
  const event = await createEvent(`e2e abroad ${Date.now()}`, sections, times);
  await page.goto(`/events/${event.id}`);
  await expect(page.getByRole('time')).toHaveText(
    /^Tue, Jan 14, 2098, 7:30 PM EST \(Wed, Jan 15, 9:30 AM your time\)$/,
  );
  await page.goto(`/?q=${encodeURIComponent(event.title)}`);
  await expect(page.getByRole('article').getByRole('time')).toHaveText('7:30 PM EST');
  await expect(page.getByRole('article')).toContainText('2098');
  await closeEvent(event.id);

  const here = await createEvent(`e2e here ${Date.now()}`, sections, { ...times, timeZone: 'Asia/Tokyo' });
  await page.goto(`/events/${here.id}`);
  await expect(page.getByRole('time')).toHaveText(/^Wed, Jan 15, 2098, 9:30 AM GMT\+9$/);
  await closeEvent(here.id);
});

test('unknown addresses, events and orders show an error with a next step', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.goto('/events/abc');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.goto('/events/999999999');
  await expect(page.getByRole('heading', { name: 'Event not found' })).toBeVisible();
  await expect(page.getByText('it identifies exactly this request')).toBeVisible();
  await page.goto('/orders/00000000-0000-8000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'Order not found' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to my tickets' }).click();
  await expect(page.getByRole('heading', { name: 'No tickets yet' })).toBeVisible();
});
