import { basket } from './basket';
import { checkout } from './checkout';
import { common } from './common';
import { errors } from './errors';
import { events } from './events';
import { map } from './map';
import { orders } from './orders';

export const en = { common, events, map, basket, checkout, orders, errors } as const;
