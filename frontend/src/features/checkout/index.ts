export {
  allAttempts,
  attemptOf,
  beginAttempt,
  endAttempt,
  markSending,
  useAttempt,
  type Attempt,
} from './attempts';
export { PaymentForm } from './payment-form';
export { place } from './place';
