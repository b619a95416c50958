/**
 * End-to-end tests against the real stack, which must be running: `infra/dev env` prints `API_URL` and `ADMIN_TOKEN`.
 * `WEB_URL` is where the pages are when they aren't served by the API server.
 */
import { defineConfig, devices } from '@playwright/test';
import { WEB_URL } from './e2e/support/environment';

const FAULTS = '**/*.fault.spec.ts';
const FIREFOX = '**/firefox.spec.ts';
/** Pictures for people; they are no test. */
const SCREENSHOTS = '**/screenshots.spec.ts';
const ON_REQUEST = [FAULTS, FIREFOX, ...(process.env['E2E_SCREENSHOTS'] === undefined ? [SCREENSHOTS] : [])];
const specs = (...names: string[]) => names.map((name) => `**/${name}.spec.ts`);
const DESKTOP_ONLY = specs('big-house', 'dates', 'drawing', 'keyboard', 'race', 'tabs');
/** What no layout changes. By night it runs in both sizes all the same (`e2e:all`). */
const ANY_SIZE =
  process.env['E2E_ALL'] === undefined
    ? specs('account', 'expiry', 'guest', 'limits', 'no-stream', 'ops', 'payment', 'rate-limit', 'shared')
    : [];

/** axe and pictures take seconds for a page, so each size leaves one language to the other; by night neither does. */
const leave = (locale: string) =>
  process.env['E2E_ALL'] !== undefined ? {} : { grepInvert: new RegExp(`@(axe|picture)-${locale}`) };

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // The stack, the browser and the tests share one machine; parallel tests would distort each other's timing.
  workers: 1,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Antialiasing may differ in a few pixels; a control that has moved or is missing differs in more.
    toHaveScreenshot: { maxDiffPixels: 200 },
  },
  snapshotPathTemplate: '{testDir}/pictures/{projectName}/{arg}{ext}',
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
      // Chromium's sandbox doesn't work as root, as in a container.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    {
      name: 'desktop',
      testIgnore: ON_REQUEST,
      ...leave('ko-KR'),
      use: { viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'mobile',
      testIgnore: [...ON_REQUEST, ...DESKTOP_ONLY, ...ANY_SIZE],
      ...leave('en-US'),
      // Still Chromium: only size, touch and pixel density are the phone's.
      use: { ...devices['Pixel 7'] },
    },
    // Needs Firefox, which not every machine has.
    ...(process.env['E2E_FIREFOX'] === undefined ? [] : [{ name: 'firefox', testMatch: FIREFOX }]),
    // Fault tests kill parts of the stack, so they run alone and only on request.
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
