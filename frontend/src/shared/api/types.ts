/** Short names for the generated types. No API type is written by hand. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type CancelReason = Schemas['CancelReason'];
export type ErrorCode = Schemas['Code'];
export type EventDraft = Schemas['CreateEventRequest'];
export type EventStatus = Schemas['EventStatus'];
export type EventView = Schemas['EventView'];
export type Figures = Schemas['Figures'];
export type FieldError = Schemas['FieldError'];
export type Order = Schemas['OrderBody'];
export type OrderState = Schemas['OrderState'];
export type OrderStatus = Schemas['OrderStatus'];
export type PaymentStatus = Schemas['PaymentStatus'];
export type Problem = Schemas['ProblemBody'];
export type ProofChallenge = Schemas['ProofChallenge'];
export type Reservation = Schemas['Reservation'];
export type RouteFigures = Schemas['RouteFigures'];
export type Sales = Schemas['SalesView'];
export type SalesPeriods = Schemas['SalesPeriodsView'];
export type SeatMap = Schemas['SeatMapView'];
export type SeatState = Schemas['SeatState'];
export type SeatsInit = Schemas['SeatsInit'];
export type SeatUpdate = Schemas['SeatUpdate'];
export type SessionView = Schemas['SessionResponse'];
export type StuckOrder = Schemas['StuckOrder'];
export type Ticket = Schemas['TicketBody'];
export type TimelineActor = Schemas['TimelineActor'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type TimelineKind = Schemas['TimelineKind'];
