export const checkout = {
  title: 'Checkout',
  summary: 'What you are buying',
  pay: 'Pay {{amount}}',
  payment: 'Payment',
  paymentText: 'You pay once, and only if you get the seats.',
  testPayment: 'Test payment',
  testPaymentText:
    'Payments are simulated here. Choose how the bank responds; no card is needed and no money is moved.',
  method: {
    sim_approve: { name: 'Approved at once', text: 'The usual case.' },
    sim_decline: { name: 'Card declined', text: 'The bank declines. Your seats are held again at once.' },
    sim_delay_2000: { name: 'Slow bank', text: 'The response takes two seconds.' },
    sim_pending_3000: { name: 'Confirmed later', text: 'The bank calls back after three seconds.' },
    sim_unavailable_2: { name: 'Bank briefly unavailable', text: 'The first two requests fail; we retry.' },
    sim_lost_1: { name: 'Lost reply', text: 'The bank approves, but its first reply is lost.' },
    sim_capture_refuse: {
      name: 'Refused at the last step',
      text: 'Approved first, refused when the money is taken.',
    },
    sim_never: { name: 'No response', text: 'We give up after a minute, and nothing is charged.' },
  },
  sending: 'Sending your order…',
  unknown: {
    title: 'We don’t know yet whether your order arrived',
    text: 'We keep trying automatically. However often the order is sent, it is one order and one payment.',
    loggedOut:
      'It was sent for your account, and you are no longer logged in. Log in to see what became of it.',
    now: 'Try now',
  },
  resumed: 'We found an order that was being sent when this page was left, and are checking its status.',
  reused: 'These seats were already ordered with another payment, perhaps in another tab.',
  terms: 'One order, one payment: double clicks and reloads change nothing.',
  nothing: {
    title: 'No seats are held for you here',
    text: 'The time may have run out, or they were ordered in another tab.',
    action: 'Back to the seat map',
  },
} as const;
