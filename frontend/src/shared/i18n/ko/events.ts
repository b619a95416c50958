import type { Messages } from '@/shared/i18n/messages';

export const events: Messages['events'] = {
  title: '원하는 자리를 찾으세요',
  search: '공연명이나 공연장으로 검색',
  searchLabel: '공연 검색',
  clear: '검색어 지우기',
  filter: {
    label: '보기',
    open: '판매 중',
    soon: '오픈 예정',
    all: '전체',
  },
  status: {
    ON_SALE: '판매 중',
    SCHEDULED: '오픈 예정',
    CLOSED: '판매 종료',
    SOLD_OUT: '매진',
    UNKNOWN: '상태 확인 중',
  },
  from: '{{price}}부터',
  available: '전체 {{total}}석 중 {{free}}석 남음',
  availableLabel: '남은 좌석',
  counting: '좌석을 세는 중…',
  few_one: '마지막 한 자리',
  few_other: '마지막 {{count}}석',
  opens: '{{when}} 판매 시작',
  opensIn: '{{time}} 후 판매 시작',
  more: '공연 더 보기',
  found_one: '공연 {{count}}개',
  found_other: '공연 {{count}}개',
  empty: {
    title: '아직 공연이 없습니다',
    text: '새 공연이 발표되면 바로 여기에 나타납니다.',
    search: '‘{{q}}’에 맞는 공연이 없습니다',
    searchText: '검색어를 줄이거나 공연장 이름으로 찾아 보세요.',
    showAll: '모든 공연 보기',
  },
};
