import type { Messages } from '@/shared/i18n/messages';

export const errors: Messages['errors'] = {
  MALFORMED_REQUEST: {
    title: '요청을 읽지 못했습니다',
    text: '이 페이지와 서버가 서로 맞지 않습니다. 오래된 페이지일 수 있으니 새로 고쳐 주세요.',
  },
  HOLD_TOKEN_MISSING: {
    title: '어떤 좌석인지 알 수 없습니다',
    text: '좌석이 내 것임을 보여 주는 정보가 이 브라우저에서 사라졌습니다. 다시 골라 주세요.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    title: '주문 번호가 없었습니다',
    text: '주문도 청구도 이루어지지 않았습니다. 페이지를 새로 고치고 다시 주문해 주세요.',
  },
  UNAUTHORIZED: {
    title: '권한이 필요합니다',
    text: '매표소용 페이지입니다. 토큰으로 들어와 주세요.',
  },
  INSUFFICIENT_SCOPE: {
    title: '허용되지 않습니다',
    text: '이 토큰으로는 할 수 없는 작업입니다. 토큰 담당자에게 문의하세요.',
  },
  SALES_NOT_OPEN: {
    title: '지금은 판매하지 않습니다',
    text: '아직 시작하지 않았거나 이미 끝났습니다. 공연 페이지에서 시작 시각을 확인하세요.',
  },
  HOLD_MISMATCH: {
    title: '잡아 둔 좌석과 다릅니다',
    text: '다른 탭 등에서 좌석이 바뀌었습니다. 주문하기 전에 내 좌석을 다시 확인해 주세요.',
  },
  NOT_FOUND: {
    title: '여기에는 아무것도 없습니다',
    text: '주소가 잘못되었습니다. 복사하는 중에 잘렸을 수 있습니다.',
  },
  EVENT_NOT_FOUND: {
    title: '없는 공연입니다',
    text: '링크가 잘못되었을 수 있습니다. 발표된 공연은 모두 첫 페이지에 있습니다.',
  },
  SEAT_NOT_FOUND: {
    title: '없는 좌석입니다',
    text: '이 페이지의 좌석도가 오래되었을 수 있습니다. 새로 고친 뒤 다시 골라 주세요.',
  },
  ORDER_NOT_FOUND: {
    title: '없는 주문입니다',
    text: '링크가 잘렸을 수 있습니다. 이 브라우저에서 한 주문은 ‘내 티켓’에 있습니다.',
  },
  PAYMENT_NOT_FOUND: {
    title: '없는 결제입니다',
    text: '주문을 열어 보세요. 결제가 어떻게 되었는지 나와 있습니다.',
  },
  METHOD_NOT_ALLOWED: {
    title: '여기서는 할 수 없습니다',
    text: '오래된 페이지일 수 있습니다. 새로 고친 뒤 다시 시도해 주세요.',
  },
  RESERVATION_CONFLICT: {
    title: '다른 분이 조금 더 빨랐습니다',
    text: '적어도 한 자리가 방금 나가서 아무 좌석도 잡지 않았습니다. 좌석도는 최신이니 다른 자리를 골라 주세요.',
  },
  HOLD_LIMIT: {
    title: '시간을 더 늘릴 수 없습니다',
    text: '좌석은 최대 10분까지 잡아 둘 수 있습니다. 지금 주문하지 않으면 좌석이 풀립니다.',
  },
  BUYER_LIMIT: {
    title: '한 분이 가질 수 있는 좌석 수를 넘었습니다',
    text: '이 공연에서 잡았거나 주문했거나 구매한 좌석을 모두 합해 셉니다. 좌석 수를 줄여 주세요.',
  },
  RESERVATION_EXPIRED: {
    title: '잡아 둔 시간이 끝났습니다',
    text: '주문하기 전에 시간이 지났습니다. 청구되지 않았으며, 좌석이 아직 비어 있을 수 있습니다.',
  },
  PAYLOAD_TOO_LARGE: {
    title: '한 번에 너무 많습니다',
    text: '좌석 수를 줄여 다시 시도해 주세요.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: '요청을 읽지 못했습니다',
    text: '중간에서 요청이 바뀌었습니다. 새로 고치거나 다른 네트워크에서 시도해 주세요.',
  },
  VALIDATION_FAILED: {
    title: '이대로는 할 수 없습니다',
    text: '한 주문에는 서로 다른 좌석이 1~8석 들어갑니다. 선택을 확인하고 다시 시도해 주세요.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: '이미 보낸 주문입니다',
    text: '다른 탭 등에서 다른 좌석이나 결제 방법으로 보냈습니다. 다시 주문하기 전에 ‘내 티켓’을 확인하세요.',
  },
  PAYMENT_MISMATCH: {
    title: '결제가 주문과 맞지 않습니다',
    text: '더 청구되지 않습니다. 주문을 열어 어떻게 끝났는지 확인하세요.',
  },
  TOO_MANY_REQUESTS: {
    title: '조금만 천천히 부탁드립니다',
    text: '요청이 너무 많았습니다. 잠시 후 자동으로 이어집니다.',
  },
  INTERNAL: {
    title: '저희 쪽에서 문제가 생겼습니다',
    text: '고객님의 잘못이 아닙니다. 다시 시도해 보시고, 계속되면 추적 번호와 함께 알려 주세요.',
  },
  UNAVAILABLE: {
    title: '지금은 확답할 수 없습니다',
    text: '짐작하지 않고 확실해질 때까지 기다립니다. 다시 시도해도 두 번 주문되거나 청구되지 않습니다.',
  },
  TOO_BUSY: {
    title: '주문이 몰리고 있습니다',
    text: '좌석과 순서는 그대로 유지됩니다. 잠시 후 다시 시도해 주세요.',
  },
  NETWORK: {
    title: '응답이 없습니다',
    text: '연결이 끊긴 것 같습니다. 다시 시도해도 두 번 주문되거나 청구되지 않습니다.',
  },
  CRASH: {
    title: '페이지에 문제가 생겼습니다',
    text: '좌석과 주문은 안전합니다. 페이지를 새로 고쳐 주세요.',
  },
  step: {
    retry: '다시 시도',
    reload: '새로 고침',
    events: '전체 공연 보기',
    orders: '내 티켓으로',
    seats: '좌석 고르기',
    none: '확인',
  },
};
