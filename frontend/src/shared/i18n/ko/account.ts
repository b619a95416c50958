import type { Messages } from '@/shared/i18n/messages';

export const account: Messages['account'] = {
  logIn: '로그인',
  logOut: '로그아웃',
  menu: '계정: {{name}}',
  unnamed: '로그인됨',
  as: '{{name}} 님으로 로그인했습니다',
  asUnnamed: '로그인했습니다.',
  releases_one: '로그아웃하면 잡아 둔 좌석 {{labels}}이(가) 풀립니다.',
  releases_other: '로그아웃하면 잡아 둔 좌석 {{labels}}이(가) 풀립니다.',
  failed: {
    title: '로그인하지 못했습니다',
    text: '중간에 그만두었거나, 시간이 지났거나, 너무 여러 번 시도했습니다. 비회원으로 계속하거나 다시 로그인해 주세요.',
  },
  unavailable: {
    title: '지금은 로그인할 수 없습니다',
    text: '로그인 서비스가 응답하지 않습니다. 비회원으로 계속하거나 잠시 뒤에 다시 로그인해 주세요.',
  },
  ended: {
    title: '로그아웃된 상태입니다',
    text: '이 좌석은 남은 시간 동안 회원님의 계정으로 잡혀 있습니다. 주문하려면 로그인해 주세요.',
  },
  proof: {
    title: '지금 많은 분이 좌석을 찾고 있습니다',
    text: '로봇이 수천 석을 한꺼번에 요청하지 못하도록 기기에서 짧은 계산을 하고 있습니다. 몇 초면 끝나며, 하실 일은 없습니다.',
    cancel: '취소 (Esc)',
    slow: '아직 계산하고 있습니다. 느린 기기에서는 최대 1분쯤 걸립니다.',
  },
};
