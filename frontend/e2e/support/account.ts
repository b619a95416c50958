/** Logins at the provider of the stack (the part `login`), where any name will do. */
import { expect, type Page } from '@playwright/test';

/** Gets every scope from the provider; others get what a buyer needs. */
export const OPERATOR = 'operator';

let count = 0;

/** Nobody who has bought before. */
export function newName(): string {
  count += 1;
  return `Mina ${Date.now()}-${count}`;
}

export function accountButton(page: Page, name: string) {
  return page.getByRole('button', { name: `Account: ${name}` });
}

/** From the header, back to the same page. */
export async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Log in' }).click();
  await enterName(page, name);
  await expect(accountButton(page, name)).toBeVisible();
}

/** On the provider's page. */
export async function enterName(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** The provider asks once more. */
export async function logOut(page: Page, name: string): Promise<void> {
  await accountButton(page, name).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Logging out' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('banner').getByRole('button', { name: 'Log in' })).toBeVisible();
}
