import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { holdAs } from './support/api';
import { expectLive, heldLabels, holdBest, openEvent } from './support/steps';
import { expect, test } from './support/test';

const run = promisify(execFile);

/** The commands that kill and start the API server; override them for a stack that `infra/dev` doesn't run. */
const KILL = process.env['API_KILL'] ?? '../infra/dev kill api';
const START = process.env['API_START'] ?? '../infra/dev start api';

const shell = (command: string) => run('bash', ['-c', command]);

test.afterEach(async () => {
  await shell(START);
});

test('the map recovers when the API server is killed and started again', async ({ page, event }) => {
  test.setTimeout(180_000);
  await openEvent(page, event.id);
  const labels = await holdBest(page, 2);
  await expect(page.getByText('94 free · 2 held · 0 sold')).toBeVisible();

  await shell(KILL);
  await expect(page.locator('[data-freshness="offline"]')).toBeVisible({ timeout: 30_000 });
  // The hold is still shown; a request now fails with an unknown outcome, which is reported.
  expect(await heldLabels(page)).toEqual(labels);
  await page.getByRole('button', { name: 'More time' }).click();
  await expect(page.getByText(/^(No response|Temporarily unavailable)$/).first()).toBeVisible({
    timeout: 30_000,
  });

  await shell(START);
  await holdAs(event.id, [90, 91]);
  await expectLive(page);
  await expect(page.getByText('92 free · 4 held · 0 sold')).toBeVisible();
  expect(await heldLabels(page)).toEqual(labels);
  await page.getByRole('button', { name: 'More time' }).first().click();
  await expect(page.getByRole('timer')).toHaveText(/^(2:00|1:5\d)$/);
});
