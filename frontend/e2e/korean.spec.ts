import { expect, test } from './support/test';

test.use({ locale: 'ko-KR' });

test('a purchase works in Korean', async ({ page, event }) => {
  await page.goto(`/?q=${encodeURIComponent(event.title)}`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('heading', { name: '원하는 자리를 찾으세요' })).toBeVisible();
  await expect(page.getByText('전체 96석 중 96석 남음')).toBeVisible();
  await page.getByRole('link', { name: event.title }).click();
  await page.getByRole('button', { name: '좋은 자리 나란히' }).click();
  await page.getByRole('link', { name: '결제하기' }).click();
  await page.getByRole('button', { name: '₩180,000 결제하기' }).click();
  await expect(page.getByRole('heading', { name: '공연장에서 만나요' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('입장할 때 보여 주세요')).toHaveCount(2);
});

test('the language can be changed, and is kept after a reload', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Find your seat' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { name: 'Find your seat' })).toBeVisible();
});
