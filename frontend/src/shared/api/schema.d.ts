// Written by `npm run api`. Don't edit.
export interface paths {
    "/api/admin/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates an event. With the 201 it is on sale, unless `salesOpenAt` lies ahead.
         * @description After a 503 the event is closed, if it was created at all: the repeat makes a new one.
         */
        post: operations["create_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Closes the sales of an event. May be repeated. Holds made before may still be ordered. */
        delete: operations["close_event"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/events/{eventId}/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Seats and orders of one event, counted. */
        get: operations["read_sales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders by state, and those that need a look. */
        get: operations["read_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events by id, oldest first.
         * @description An event that the seats' store doesn't know at this moment has `seatsAvailable: null`, and is loaded meanwhile: one
         *     such event doesn't take the list away.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event. */
        get: operations["read_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{eventId}/seats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every seat with its present status.
         * @description Shows whatever happened before the request came. `ETag` is made from the version; compressed with gzip when asked.
         */
        get: operations["read_seat_map"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{eventId}/seats/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every change of the event's seats, as server-sent events.
         * @description First `INIT` (`SeatsInit`), then a `SEAT_UPDATE` (`SeatUpdate`) per version, each with its version as `id:`. After a
         *     reconnect with `Last-Event-ID` exactly what was missed, or a new `INIT`. `STALE` when the feed has stopped, `LIVE`
         *     when it is back, both without `id:`. A comment every 15 seconds.
         */
        get: operations["stream_seats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in Prometheus's text format. */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists orders, newest first. */
        get: operations["list_orders"];
        put?: never;
        /**
         * Orders held seats.
         * @description When the outcome is unknown, repeat the request with the same key: it returns the same order.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns an order, as it is at the end of the wait. */
        get: operations["read_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{orderId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancels an order before its sale, and refunds it after.
         * @description May be repeated. An order that was cancelled for another reason is returned unchanged.
         */
        post: operations["cancel_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{orderId}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Streams an order as `event: STATUS` whenever it changes, until it ends. */
        get: operations["stream_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the gateway's report on a pending payment. 200 only once the order's workflow has it, or no longer needs it; after
         *     any other response the gateway sends it again.
         */
        post: operations["take_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether seats can be sold: 503, with the same `dependencies`, when one that this server needs is away. */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Holds seats: all of them, or none.
         * @description With a `Hold-Token` they join that hold, whose expiry stays; seats already in it are a success.
         */
        post: operations["hold_seats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The hold of a token. */
        get: operations["read_reservation"];
        put?: never;
        post?: never;
        /** Frees all seats of a hold. Nothing to free is a success: the seats are not this token's, as wished. */
        delete: operations["release_reservation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations/{eventId}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a hold live until `seconds` from now, if that is later than its end. */
        post: operations["extend_reservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations/{eventId}/{seatId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Frees one seat of a hold. A hold whose last seat left is gone. */
        delete: operations["release_seat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations/{eventId}/{seatId}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sells the held seat at the box office: the same saga, without the payment gateway. */
        post: operations["confirm_reservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reservations/{eventId}/{seatId}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same, by one of its seats: a hold has one end for all of them. */
        post: operations["extend_reservation_by_seat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The process lives. */
        Alive: {
            /** @description Always `ok`. */
            status: string;
        };
        /** @description The gateway's report on a pending payment. */
        CallbackRequest: {
            orderId: string;
            paymentId: string;
            /** @description AUTHORIZED, DECLINED, VOIDED, … */
            status: string;
        };
        /**
         * @description Why an order was cancelled or refunded.
         * @enum {string}
         */
        CancelReason: "HOLD_EXPIRED" | "HOLD_MISMATCH" | "PAYMENT_DECLINED" | "PAYMENT_TIMEOUT" | "PAYMENT_FAILED" | "SEAT_LOST" | "CUSTOMER_CANCELLED" | "OPERATOR_CANCELLED" | "OPERATOR_TERMINATED";
        /**
         * @description What went wrong, for programs: each code has one status and one title.
         * @enum {string}
         */
        Code: "MALFORMED_REQUEST" | "HOLD_TOKEN_MISSING" | "IDEMPOTENCY_KEY_MISSING" | "UNAUTHORIZED" | "SALES_NOT_OPEN" | "HOLD_MISMATCH" | "NOT_FOUND" | "EVENT_NOT_FOUND" | "SEAT_NOT_FOUND" | "ORDER_NOT_FOUND" | "PAYMENT_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "RESERVATION_CONFLICT" | "HOLD_LIMIT" | "RESERVATION_EXPIRED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_FAILED" | "IDEMPOTENCY_KEY_REUSED" | "PAYMENT_MISMATCH" | "TOO_MANY_REQUESTS" | "INTERNAL" | "UNAVAILABLE";
        /** @description An event to be put on sale. */
        CreateEventRequest: {
            /**
             * @description ISO 4217, three upper-case letters.
             * @example KRW
             */
            currency: string;
            /**
             * Format: date-time
             * @description Until when; without end when absent.
             */
            salesCloseAt?: string | null;
            /**
             * Format: date-time
             * @description From when on seats may be held; at once when absent.
             */
            salesOpenAt?: string | null;
            /** @description Up to 100,000 seats in all. */
            sections: components["schemas"]["SectionRequest"][];
            /**
             * Format: date-time
             * @description When the doors open.
             */
            startsAt: string;
            /** @description 1 to 255 characters. */
            title: string;
            /** @description 1 to 255 characters. */
            venue: string;
        };
        /** @description Seats to order from a hold. */
        CreateOrderRequest: {
            /** Format: int64 */
            eventId: number;
            /** @description The gateway's name of a payment method; the configured default when absent. */
            paymentMethod?: string | null;
            /** @description 1 to 8 different seats of the hold, in any order. */
            seatIds: number[];
        };
        /** @description `ok` or `away`, for each part. Kafka away stops no sale: screens say that they are stale. */
        Dependencies: {
            /** @description The change stream: away until the last minutes of it have been replayed. */
            feed: string;
            /** @description The change stream's carrier. */
            kafka: string;
            /** @description The record. */
            mysql: string;
            /** @description The seats. */
            redis: string;
            /** @description The order workflows. */
            temporal: string;
        };
        /**
         * @description Whether an event's seats may be held.
         * @enum {string}
         */
        EventStatus: "SCHEDULED" | "ON_SALE" | "CLOSED";
        /** @description An event of the catalogue. */
        EventView: {
            /**
             * @description ISO 4217.
             * @example KRW
             */
            currency: string;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /**
             * Format: int64
             * @description The cheapest seat, in minor units.
             */
            priceFrom: number;
            /**
             * Format: date-time
             * @description Until when, if there is an end.
             */
            salesCloseAt?: string | null;
            /**
             * Format: date-time
             * @description From when on seats may be held.
             */
            salesOpenAt: string;
            /**
             * Format: int32
             * @description Seats that may be held right now; null in a list when that is not known at this moment.
             */
            seatsAvailable?: number | null;
            /**
             * Format: int32
             * @description All seats.
             */
            seatsTotal: number;
            /**
             * Format: date-time
             * @description When the doors open.
             */
            startsAt: string;
            /** @description Whether its seats may be held now. */
            status: components["schemas"]["EventStatus"];
            /** @description What is on. */
            title: string;
            /** @description Where. */
            venue: string;
        };
        /** @description For how long, from now. */
        ExtendRequest: {
            /**
             * Format: int64
             * @description Default 30. What goes beyond the hold's total life of 600 s is cut off.
             */
            seconds?: number | null;
        };
        /** @description An invalid field. */
        FieldError: {
            /** @description The field's path in the request: `title`, `sections[1].rows`, … */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description A page of orders. */
        ListOrdersResponse: {
            /** @description Newest first. */
            items: components["schemas"]["OrderBody"][];
            /** @description Cursor of the next page; null on the last page. */
            nextCursor?: string | null;
        };
        /** @description A page of events, by id. */
        ListResponse: {
            /** @description The events. */
            items: components["schemas"]["EventView"][];
            /** @description Asks for the next page; null on the last one. */
            nextCursor?: string | null;
        };
        /** @description An order as a client sees it. */
        OrderBody: {
            /**
             * Format: int64
             * @description The total, in minor units.
             */
            amount: number;
            /** @description When the order was placed; RFC 3339, UTC. */
            createdAt: string;
            /**
             * @description ISO 4217.
             * @example KRW
             */
            currency: string;
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description UUID; the capability to read and cancel the order. */
            orderId: string;
            /** @description The last known status of the payment. */
            paymentStatus: components["schemas"]["PaymentStatus"];
            reason?: null | components["schemas"]["CancelReason"];
            /** @description The seats, by id. */
            seatIds: number[];
            /** @description The order's status. */
            status: components["schemas"]["OrderStatus"];
            /** @description A ticket for each seat, while the order is confirmed. */
            tickets?: components["schemas"]["TicketBody"][];
            /** @description When the order last changed; RFC 3339, UTC. */
            updatedAt: string;
        };
        /**
         * @description Where an order stands in its saga.
         * @enum {string}
         */
        OrderState: "PENDING" | "SOLD" | "CONFIRMED" | "REFUNDING" | "REFUNDED" | "CANCELLING" | "CANCELLED";
        /**
         * @description Where an order stands for its buyer.
         * @enum {string}
         */
        OrderStatus: "PENDING" | "CONFIRMED" | "CANCELLED" | "REFUNDED";
        /** @description All orders at a glance. */
        Overview: {
            /** @description Each state of the saga that any order is in. */
            orders: components["schemas"]["StateCount"][];
            /** @description Without an end, and untouched for 30 s or more; oldest first, 50 at most. */
            stuck: components["schemas"]["StuckOrder"][];
            /** @description Temporal's web UI, when this server was told where it is. */
            temporalUi?: string | null;
        };
        /**
         * @description Where a payment stands; NONE before there is one.
         * @enum {string}
         */
        PaymentStatus: "NONE" | "AUTHORIZED" | "PENDING" | "DECLINED" | "CAPTURED" | "VOIDED" | "REFUNDED";
        /** @description The body of every error (RFC 9457). */
        ProblemBody: {
            /** @description The kind of problem, for programs. */
            code: components["schemas"]["Code"];
            /** @description Only with `RESERVATION_CONFLICT`: the seats that are taken. */
            conflicts?: number[] | null;
            /** @description What went wrong in this request. */
            detail: string;
            /** @description Only with `VALIDATION_FAILED`: each invalid field. */
            errors?: components["schemas"]["FieldError"][] | null;
            /** @description The path of the request. */
            instance: string;
            /** @description The same as `detail`. */
            message: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description A summary, the same for every occurrence of the kind. */
            title: string;
            /** @description Identifies this request in logs and traces. */
            traceId: string;
            /** @description A URN for the kind of problem, one for each code. */
            type: string;
        };
        /** @description Seats can be sold. */
        Readiness: {
            /** @description Each part that this one stands on. */
            dependencies: components["schemas"]["Dependencies"];
            /** @description Always `ok`. */
            status: string;
        };
        /** @description A live hold. */
        Reservation: {
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /**
             * Format: date-time
             * @description When it is due.
             */
            expiresAt: string;
            /**
             * Format: int64
             * @description Whole seconds until then.
             */
            expiresInSeconds: number;
            /**
             * Format: int32
             * @description What it was given when it was made.
             */
            holdSeconds: number;
            /** @description The capability of the hold: goes into the `Hold-Token` header. */
            holdToken: string;
            /** @description Its seats, by id. */
            seatIds: number[];
        };
        /** @description Which seats to hold, and for how long. */
        ReservationRequest: {
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /**
             * Format: int64
             * @description Brought into 5 to 300; default 120. Means nothing when seats join a hold.
             */
            holdSeconds?: number | null;
            /**
             * Format: int64
             * @description One seat; or `seatIds`.
             */
            seatId?: number | null;
            /** @description 1 to 8 different seats; or `seatId`. */
            seatIds?: number[] | null;
        };
        /** @description How the sale of an event goes. */
        SalesView: {
            /**
             * @description ISO 4217.
             * @example KRW
             */
            currency: string;
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description Each state of the saga that any of its orders is in. */
            orders: components["schemas"]["StateSales"][];
            /**
             * Format: int32
             * @description In a hold, or claimed by an order under way.
             */
            seatsHeld: number;
            /**
             * Format: int32
             * @description Sold to an order.
             */
            seatsSold: number;
            /**
             * Format: int32
             * @description All its seats.
             */
            seatsTotal: number;
        };
        /** @description Every seat of an event at one version. */
        SeatMapView: {
            /**
             * Format: int32
             * @description Seats in the widest row.
             */
            cols: number;
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /**
             * Format: int32
             * @description Rows over all sections.
             */
            rows: number;
            /** @description By id. */
            seats: components["schemas"]["SeatView"][];
            /**
             * Format: int64
             * @description Only grows; see the stream of the event's changes.
             */
            version: number;
        };
        /** @description A seat and its status. */
        SeatState: {
            /**
             * Format: int32
             * @description The seat.
             */
            id: number;
            /** @description The seat's status at this version. */
            status: components["schemas"]["SeatStatus"];
        };
        /**
         * @description What a seat map shows of a seat.
         * @enum {string}
         */
        SeatStatus: "AVAILABLE" | "HELD" | "SOLD";
        /** @description Data of `event: SEAT_UPDATE`: the seats of one version. */
        SeatUpdate: {
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description The seats that changed, with their new status. */
            seats: components["schemas"]["SeatState"][];
            /**
             * Format: int64
             * @description The successor of the previous version; also the `id:`.
             */
            version: number;
        };
        /** @description One seat of a map. */
        SeatView: {
            /**
             * Format: int32
             * @description Place in the row, from 1.
             */
            c: number;
            /**
             * Format: int32
             * @description Within the event, from 1.
             */
            id: number;
            /** @description What stands on the seat. */
            label: string;
            /**
             * Format: int64
             * @description In minor units of the event's currency.
             */
            price: number;
            /**
             * Format: int32
             * @description Row, from 1.
             */
            r: number;
            /** @description Name of its section. */
            section: string;
            /** @description Its state now. */
            status: components["schemas"]["SeatStatus"];
        };
        /** @description Data of `event: INIT`: the state of all seats at one version. */
        SeatsInit: {
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description Every seat that is not AVAILABLE, by id. */
            seats: components["schemas"]["SeatState"][];
            /**
             * Format: int64
             * @description The version of this state; the next `SEAT_UPDATE` has its successor. Also the `id:`.
             */
            version: number;
        };
        /** @description A block of equal rows with one price. */
        SectionRequest: {
            /**
             * Format: int64
             * @description Seats in each row, at least 1.
             */
            cols: number;
            /** @description 1 to 255 characters. */
            name: string;
            /**
             * Format: int64
             * @description Of one seat, in minor units.
             */
            price: number;
            /**
             * Format: int64
             * @description At least 1.
             */
            rows: number;
        };
        /** @description How many orders are in a state. */
        StateCount: {
            /**
             * Format: int64
             * @description How many.
             */
            orders: number;
            /** @description Where they stand. */
            state: components["schemas"]["OrderState"];
        };
        /** @description The orders in a state. */
        StateSales: {
            /**
             * Format: int64
             * @description The sum of their totals, in minor units.
             */
            amount: number;
            /**
             * Format: int64
             * @description How many.
             */
            orders: number;
            /** @description Where they stand. */
            state: components["schemas"]["OrderState"];
        };
        /** @description An order that waits for something. */
        StuckOrder: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /**
             * Format: int64
             * @description What it was ordered from.
             */
            eventId: number;
            /** @description The order. */
            orderId: string;
            /** @description The last that was heard of its payment. */
            paymentStatus: components["schemas"]["PaymentStatus"];
            /** @description Where its row is. */
            state: components["schemas"]["OrderState"];
            /** @description When its row was last touched; RFC 3339, UTC. */
            updatedAt: string;
            /** @description Its workflow in Temporal's web UI. */
            workflow?: string | null;
        };
        /** @description A ticket for one seat. */
        TicketBody: {
            /** @description The code to show at the door: 20 upper-case hex digits. */
            code: string;
            /** @description The seat's label, such as `A-12`. */
            label: string;
            /**
             * Format: int32
             * @description The seat.
             */
            seatId: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    create_event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEventRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            /** @description MALFORMED_REQUEST */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    close_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Record and seats both know */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_sales: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesView"];
                };
            };
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description At most this many, 1 to 100; default 20. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Text in title or venue. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse"];
                };
            };
            /** @description MALFORMED_REQUEST */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_seat_map: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatMapView"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    stream_seats: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: string | null;
            };
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["SeatUpdate"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description Only orders of this event. */
                eventId?: number;
                /** @description Only orders with this status: PENDING, CONFIRMED, CANCELLED or REFUNDED. */
                status?: string;
                /** @description 1 to 100, default 20. */
                limit?: number;
                /** @description The `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOrdersResponse"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
                "Hold-Token": string;
                Prefer?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrderRequest"];
            };
        };
        responses: {
            /** @description A repeat of an order that has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            /** @description The new order ended in time, whatever its status */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            /** @description The order is accepted and under way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_order: {
        parameters: {
            query?: {
                /** @description Seconds to wait for the end of the order, at most 10. */
                wait?: number;
            };
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order is cancelled or refunded */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            /** @description The cancellation or refund is durable and under way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    stream_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    take_callback: {
        parameters: {
            query?: never;
            header: {
                /** @description t=<unix>,v1=<hex HMAC-SHA256(secret, "t.body")> */
                "Payment-Signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackRequest"];
            };
        };
        responses: {
            /** @description The order has it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    hold_seats: {
        parameters: {
            query?: never;
            header?: {
                "Hold-Token"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReservationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description SALES_NOT_OPEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND, SEAT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description RESERVATION_CONFLICT */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description RESERVATION_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_reservation: {
        parameters: {
            query?: never;
            header: {
                "Hold-Token": string;
            };
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description HOLD_TOKEN_MISSING */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description RESERVATION_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    release_reservation: {
        parameters: {
            query?: never;
            header: {
                "Hold-Token": string;
            };
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None of the event's seats is this token's */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description HOLD_TOKEN_MISSING */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    extend_reservation: {
        parameters: {
            query?: never;
            header: {
                "Hold-Token": string;
            };
            path: {
                eventId: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": null | components["schemas"]["ExtendRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description HOLD_TOKEN_MISSING, MALFORMED_REQUEST */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description HOLD_LIMIT */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description RESERVATION_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    release_seat: {
        parameters: {
            query?: never;
            header: {
                "Hold-Token": string;
            };
            path: {
                eventId: number;
                seatId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seat is not this token's */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description HOLD_TOKEN_MISSING */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    confirm_reservation: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
                "Hold-Token": string;
                Prefer?: string | null;
            };
            path: {
                eventId: number;
                seatId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    extend_reservation_by_seat: {
        parameters: {
            query?: never;
            header: {
                "Hold-Token": string;
            };
            path: {
                eventId: number;
                seatId: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": null | components["schemas"]["ExtendRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description HOLD_TOKEN_MISSING, MALFORMED_REQUEST */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description HOLD_MISMATCH */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description EVENT_NOT_FOUND, SEAT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description HOLD_LIMIT */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description RESERVATION_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
}
