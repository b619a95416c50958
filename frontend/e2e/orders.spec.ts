import { closeEvent, createEvent } from './support/api';
import { buyEach, keepOrders } from './support/kept-orders';
import { expect, test } from './support/test';

test('a card of "My tickets" has the event’s time and venue, for which the API is asked once', async ({
  page,
}) => {
  const event = await createEvent(
    `e2e card ${Date.now()}`,
    [{ name: 'All', rows: 1, cols: 5, price: 1000 }],
    { startsAt: '2098-01-15T00:30:00Z', timeZone: 'America/New_York' },
  );
  const orders = await buyEach(event.id, [1, 2], { section: 'All', price: 1000 });
  await page.goto('/no/such/page');
  await keepOrders(page, orders);
  let asked = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === `/api/events/${event.id}`) asked += 1;
  });
  const expectCards = async () => {
    const cards = page.getByRole('article');
    await expect(cards).toHaveCount(2);
    for (const card of await cards.all()) {
      await expect(card.getByRole('time')).toHaveText(
        'Tue, Jan 14, 2098, 7:30 PM EST (Wed, Jan 15, 9:30 AM your time)',
      );
      await expect(card).toContainText('Test hall');
    }
  };

  await page.goto('/orders');
  await expectCards();
  expect(asked).toBe(1);
  await page.reload();
  await expectCards();
  expect(asked).toBe(1);
  await closeEvent(event.id);
});
