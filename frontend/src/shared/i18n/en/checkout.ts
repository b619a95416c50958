export const checkout = {
  title: 'Checkout',
  summary: 'What you are buying',
  pay: 'Pay {{amount}}',
  payment: 'Test payment',
  paymentText:
    'Payments are simulated here. Choose what the bank shall do; no card is needed and no money moves.',
  method: {
    sim_approve: { name: 'Approved at once', text: 'The everyday case.' },
    sim_decline: { name: 'Card declined', text: 'The bank says no. Your seats are held again at once.' },
    sim_delay_2000: { name: 'Slow bank', text: 'The answer takes two seconds.' },
    sim_pending_3000: { name: 'Confirmed later', text: 'The bank calls back after three seconds.' },
    sim_unavailable_2: { name: 'Bank away for a moment', text: 'The first two requests fail; we ask again.' },
    sim_lost_1: { name: 'Lost reply', text: 'The bank approves, but its first reply is lost.' },
    sim_capture_refuse: {
      name: 'Refused at the last step',
      text: 'Approved first, refused when the money is taken.',
    },
    sim_never: { name: 'No answer, ever', text: 'After a minute we give up, and nothing is charged.' },
  },
  sending: 'Sending your order…',
  unknown: {
    title: 'We don’t know yet whether your order arrived',
    text: 'We ask again by ourselves, with the same number. However often it is sent, it is one order and one payment.',
    now: 'Ask now',
  },
  resumed: 'We found an order that was on its way when this page was left, and ask what became of it.',
  reused: 'These seats were already sent off with another payment, perhaps in another tab.',
  terms: 'One order, one payment: double clicks and reloads change nothing.',
  nothing: {
    title: 'No seats are held for you here',
    text: 'Perhaps the time ran out, or they were ordered in another tab.',
    action: 'Back to the seat map',
  },
} as const;
