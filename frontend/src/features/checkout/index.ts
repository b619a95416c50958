export {
  allAttempts,
  attemptOf,
  beginAttempt,
  endAttempt,
  markRefused,
  markSending,
  useAttempt,
  type Attempt,
} from './attempts';
export { PaymentForm } from './payment-form';
export { place } from './place';
