import { ADMIN_TOKEN } from './support/environment';
import { expect, test } from './support/test';

test('the form for a new event keeps what was typed over a reload and a visit elsewhere', async ({
  page,
}) => {
  await page.goto('/ops');
  await page.getByLabel('Admin token').fill(ADMIN_TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'New event' }).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('Draft that is kept');
  await page.getByRole('textbox', { name: 'Name' }).fill('Stalls');
  await page.getByRole('button', { name: 'Add a section' }).click();
  await page.reload();
  await expect(title).toHaveValue('Draft that is kept');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveCount(2);
  await page.getByRole('link', { name: 'Back to the dashboard' }).click();
  await page.getByRole('link', { name: 'New event' }).click();
  await expect(title).toHaveValue('Draft that is kept');
  await expect(page.getByRole('textbox', { name: 'Name' }).first()).toHaveValue('Stalls');
});
