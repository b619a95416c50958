/**
 * The front end against the real stack. It starts nothing: `API_URL` and `ADMIN_TOKEN` come from `infra/dev env`, and
 * `WEB_URL` says where the pages are when another server than the API's gives them.
 */
import { defineConfig, devices } from '@playwright/test';
import { WEB_URL } from './e2e/support/environment';

const FAULTS = '**/*.fault.spec.ts';
const DESKTOP_ONLY = ['big-house', 'drawing', 'keyboard', 'race', 'tabs'].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One machine serves the stack, the browser and the tests; more at once would measure only one another.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: WEB_URL,
    locale: 'en-US',
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // As root, in a container, there is no sandbox.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    {
      name: 'desktop',
      testIgnore: FAULTS,
      use: { viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'mobile',
      testIgnore: [FAULTS, ...DESKTOP_ONLY],
      // Its engine stays Chromium: only size, touch and density are the phone's.
      use: { ...devices['Pixel 7'] },
    },
    // They kill parts of the stack, so they run alone and only when they are asked for.
    ...(process.env['E2E_FAULTS'] === undefined
      ? []
      : [
          {
            name: 'faults',
            testMatch: FAULTS,
            use: { viewport: { width: 1280, height: 800 } },
          },
        ]),
  ],
});
