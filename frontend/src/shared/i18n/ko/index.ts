import type { Messages } from '@/shared/i18n/messages';
import { account } from './account';
import { basket } from './basket';
import { checkout } from './checkout';
import { common } from './common';
import { errors } from './errors';
import { events } from './events';
import { map } from './map';
import { orders } from './orders';

export const ko: Messages = { common, account, events, map, basket, checkout, orders, errors };
