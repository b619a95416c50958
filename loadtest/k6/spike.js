// The minute in which sales open: from 10 to 200 buyers per second at once, for 10 s, and back. An open loop.
import * as sale from './sale.js';

export const options = {
  scenarios: {
    buyers: {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      timeUnit: '1s',
      stages: [
        { duration: '10s', target: 10 },
        { duration: '1s', target: 200 },
        { duration: '10s', target: 200 },
        { duration: '1s', target: 10 },
        { duration: '15s', target: 10 },
      ],
      preAllocatedVUs: 1000,
      maxVUs: 4000,
      gracefulStop: '60s',
    },
  },
  thresholds: sale.openLoopThresholds,
};

export const setup = () => sale.createEvent('k6: spike', 50_000);
export const teardown = sale.auditAndClose;

export default function (event) {
  sale.buy(event);
}
