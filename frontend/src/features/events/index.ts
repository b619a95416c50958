export { EventList } from './event-list';
export { FILTERS, type Filter } from './filter';
export { SearchBox } from './search-box';
