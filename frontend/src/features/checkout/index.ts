export {
  allAttempts,
  attemptOf,
  beginAttempt,
  endAttempt,
  markSending,
  onAttemptsChange,
  useCheckoutAttempt,
  useSentAttempts,
  type Attempt,
} from './attempts';
export { PaymentForm } from './payment-form';
export { finish, place } from './place';
