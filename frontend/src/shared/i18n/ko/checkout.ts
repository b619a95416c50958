import type { Messages } from '@/shared/i18n/messages';

export const checkout: Messages['checkout'] = {
  title: '결제',
  summary: '구매할 좌석',
  pay: '{{amount}} 결제하기',
  payment: '결제',
  paymentText: '결제는 한 번뿐이며, 좌석을 받을 때만 청구됩니다.',
  testPayment: '테스트 결제',
  testPaymentText:
    '여기서는 결제가 모의로 이루어집니다. 은행의 반응을 고르세요. 카드는 필요 없고 돈도 오가지 않습니다.',
  method: {
    sim_approve: { name: '바로 승인', text: '가장 흔한 경우입니다.' },
    sim_decline: { name: '카드 거절', text: '은행이 거절합니다. 좌석은 바로 다시 잡아 드립니다.' },
    sim_delay_2000: { name: '느린 은행', text: '응답에 2초가 걸립니다.' },
    sim_pending_3000: { name: '나중에 확정', text: '은행이 3초 뒤에 알려 줍니다.' },
    sim_unavailable_2: { name: '은행 잠시 중단', text: '처음 두 번은 실패하고, 다시 요청합니다.' },
    sim_lost_1: { name: '응답 유실', text: '승인은 되지만 첫 응답이 사라집니다.' },
    sim_capture_refuse: { name: '마지막 단계에서 거절', text: '승인된 뒤 실제 청구에서 거절됩니다.' },
    sim_never: { name: '응답 없음', text: '1분 뒤 포기하며, 청구되지 않습니다.' },
  },
  sending: '주문을 보내는 중…',
  unknown: {
    title: '주문이 도착했는지 아직 모릅니다',
    text: '같은 번호로 자동으로 다시 확인합니다. 몇 번을 보내도 주문도 결제도 한 번입니다.',
    loggedOut:
      '회원님의 계정으로 보낸 주문인데, 지금은 로그아웃된 상태입니다. 로그인하면 어떻게 되었는지 볼 수 있습니다.',
    now: '지금 확인',
  },
  resumed: '이 페이지를 떠날 때 보내고 있던 주문이 있어, 어떻게 되었는지 확인하고 있습니다.',
  reused: '이 좌석은 이미 다른 결제 방법으로 주문되었습니다. 다른 탭에서 보냈을 수 있습니다.',
  terms: '주문 한 번에 결제도 한 번: 두 번 누르거나 새로 고쳐도 달라지지 않습니다.',
  nothing: {
    title: '잡아 둔 좌석이 없습니다',
    text: '시간이 지났거나 다른 탭에서 주문했을 수 있습니다.',
    action: '좌석도로 돌아가기',
  },
};
