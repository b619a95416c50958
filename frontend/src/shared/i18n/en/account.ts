export const account = {
  logIn: 'Log in',
  logOut: 'Log out',
  menu: 'Account: {{name}}',
  unnamed: 'logged in',
  as: 'Logged in as {{name}}',
  asUnnamed: 'You are logged in.',
  releases_one: 'Logging out releases the seat that you hold: {{labels}}.',
  releases_other: 'Logging out releases the seats that you hold: {{labels}}.',
  failed: {
    title: 'The login didn’t succeed',
    text: 'It was given up, took too long, or was tried too often. You can go on as a guest, or try again.',
  },
  unavailable: {
    title: 'Nobody can log in at the moment',
    text: 'The login service doesn’t respond. You can go on as a guest, or try again in a minute.',
  },
  ended: {
    title: 'You are no longer logged in',
    text: 'These seats are held for your account until the time runs out. Log in to order them.',
  },
  proof: {
    title: 'Many people want seats right now',
    text: 'Your device is doing a short calculation, so that no robot can ask for thousands of seats at once. It takes a few seconds, and you don’t have to do anything.',
    cancel: 'Cancel (Esc)',
    slow: 'The calculation isn’t finished yet. Slower devices need up to a minute.',
  },
} as const;
