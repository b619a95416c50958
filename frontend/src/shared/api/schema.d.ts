// Written by `npm run api`. Don't edit.
export interface paths {
    "/api/account/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the orders of the caller's account, newest first. */
        get: operations["list_own_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Makes an order one of the caller's account.
         * @description For an order that has no account, its id is enough. One of a guest needs the guest's token, in the cookie or in the
         *     body. May be repeated. An order under way is claimed when it is recorded, which the request waits for.
         */
        put: operations["claim_order"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
         * Creates an event. With the 201 it is on sale, unless `salesOpenAt` is in the future.
         * @description After a 503 the event is not on sale. If it was recorded, it was closed again; a repeat creates a new one. A repeat
         *     with the same `Idempotency-Key` returns the event that an earlier request created.
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
        /**
         * Closes the sales of an event.
         * @description May be repeated. Existing holds may still be ordered.
         */
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
        /** Counts the seats and orders of one event. */
        get: operations["read_sales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/events/{eventId}/sales/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts sold seats over the time of the sale. */
        get: operations["read_sales_periods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Adds up what all processes did in the last 10 s.
         * @description Each process reports every 2 s.
         */
        get: operations["read_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/orders/{orderId}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns what happened to an order, who did it, and when. */
        get: operations["read_timeline"];
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
        /** Counts all orders by state, and lists the stuck ones. */
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
         * Lists events by start. Events that start together are by id.
         * @description An event that isn't loaded into Redis has `seatsAvailable: null`, and is loaded in the background. One such event
         *     doesn't fail the list.
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
        /** Returns one event. */
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
         * Returns every seat with its status.
         * @description Includes every change that completed before the request arrived. `ETag` is derived from the version. The response is
         *     compressed with gzip on request.
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
         * Streams every change of the event's seats as server-sent events.
         * @description The first is `INIT` (`SeatsInit`), followed by one `SEAT_UPDATE` (`SeatUpdate`) per version; `id:` is the version. A
         *     reconnect with `Last-Event-ID` gets exactly the missed versions, or a new `INIT`. `STALE` means that the feed has
         *     stopped and `LIVE` that it has resumed; both are without `id:`. A comment is sent every 15 seconds.
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
    "/api/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a guest: an account for a buyer without a login.
         * @description The token is in the response, and in the cookie `__Host-guest`. A request with that cookie gets another token of the
         *     same guest.
         */
        post: operations["create_guest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/guests/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys of guests' tokens, for other services that accept them. */
        get: operations["read_guest_keys"];
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
        /** Returns 200 while the process is running. */
        get: operations["healthz"];
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
         * Receives the gateway's report on a pending payment.
         * @description Returns 200 only once the order's workflow has the report, or no longer needs it. After any other response, the
         *     gateway sends the report again.
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
        /**
         * Returns 200 while seats can be sold.
         * @description Returns 503 with the same `dependencies` if one other than Kafka is away.
         */
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
         * @description With a `Hold-Token`, adds the seats to that hold. Its expiry stays; a seat already in it succeeds. Otherwise, an
         *     `Idempotency-Key` makes the request safe to repeat: while its hold is live, a repeat returns the hold.
         *
         *     While many holds are asked for, a new one needs a proof of work: the first request gets a challenge, and its repeat
         *     brings the solution.
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
        /** Returns the hold of a token. */
        get: operations["read_reservation"];
        put?: never;
        post?: never;
        /**
         * Releases all seats of a hold.
         * @description Succeeds also when there is nothing to release.
         */
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
        /** Moves the expiry of a hold to `seconds` from now, if that is later. */
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
        /**
         * Releases one seat of a hold.
         * @description Releasing the last seat ends the hold. Succeeds also when there is nothing to release.
         */
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
        /**
         * Sells a held seat at the box office.
         * @description The order goes through the same saga, without the payment gateway.
         */
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
        /** Extends the whole hold that has this seat: all seats of a hold expire together. */
        post: operations["extend_reservation_by_seat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells a browser who it is.
         * @description A cookie that isn't valid any more is removed, and the token of a guest is renewed in time.
         */
        get: operations["read_session"];
        put?: never;
        post?: never;
        /**
         * Ends the session of a browser.
         * @description Succeeds also when there is none. The cookie of a guest stays.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Takes a browser back from the provider, and logs it in.
         * @description After a login that has failed or was given up, the path has `login=failed` in its query, and there is no session. While the provider or a store is away, a browser gets the same
         *     with `login=unavailable`; a client that doesn't accept HTML gets 503.
         */
        get: operations["finish_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sends a browser to the provider, to log in.
         * @description While the provider is away, a browser comes back to `returnTo` with `login=unavailable` in its query; a client that
         *     doesn't accept HTML gets 503.
         */
        get: operations["begin_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reports the first span of an order's trace, which the browser began.
         * @description Only for browsers that got `traceresponse` with the responses before. The span is dropped if traces aren't exported.
         *     Nothing else follows from it.
         */
        post: operations["report_span"];
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
        /** @description The process is running. */
        Alive: {
            /** @description Always `ok`. */
            status: string;
        };
        /** @description The gateway's report on a pending payment. */
        CallbackRequest: {
            /** @description The order of that payment. */
            orderId: string;
            /** @description The payment: `pay-` and the order's id. */
            paymentId: string;
            /** @description The payment's status: AUTHORIZED, DECLINED, VOIDED, … */
            status: string;
        };
        /**
         * @description Why an order was cancelled or refunded.
         * @enum {string}
         */
        CancelReason: "HOLD_EXPIRED" | "HOLD_MISMATCH" | "PAYMENT_DECLINED" | "PAYMENT_TIMEOUT" | "PAYMENT_FAILED" | "SEAT_LOST" | "BUYER_LIMIT" | "CUSTOMER_CANCELLED" | "OPERATOR_CANCELLED" | "OPERATOR_TERMINATED";
        /** @description Whose order it is. */
        ClaimOrderRequest: {
            /** @description The token of the guest that has placed the order; that of the cookie `__Host-guest` when absent. */
            guestToken?: string | null;
        };
        /**
         * @description What went wrong, for programs: each code has one status and one title.
         * @enum {string}
         */
        Code: "MALFORMED_REQUEST" | "HOLD_TOKEN_MISSING" | "IDEMPOTENCY_KEY_MISSING" | "UNAUTHORIZED" | "INSUFFICIENT_SCOPE" | "CSRF_REQUIRED" | "SALES_NOT_OPEN" | "HOLD_MISMATCH" | "NOT_FOUND" | "EVENT_NOT_FOUND" | "SEAT_NOT_FOUND" | "ORDER_NOT_FOUND" | "PAYMENT_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "RESERVATION_CONFLICT" | "BUYER_LIMIT" | "HOLD_LIMIT" | "RESERVATION_EXPIRED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_FAILED" | "IDEMPOTENCY_KEY_REUSED" | "PAYMENT_MISMATCH" | "PROOF_REQUIRED" | "TOO_MANY_REQUESTS" | "INTERNAL" | "UNAVAILABLE" | "TOO_BUSY";
        /** @description An event to create. */
        CreateEventRequest: {
            /**
             * @description ISO 4217, three upper-case letters.
             * @example KRW
             */
            currency: string;
            /**
             * Format: date-time
             * @description Until when seats may be held; until the start of the event when absent.
             */
            salesCloseAt?: string | null;
            /**
             * Format: date-time
             * @description From when seats may be held; now when absent.
             */
            salesOpenAt?: string | null;
            /**
             * Format: int64
             * @description The most seats that one buyer may have, held and bought together, from 1 to 1000; no limit when absent. Buyers need
             *     a token then.
             */
            seatsPerBuyer?: number | null;
            /** @description 1 to 1000 sections, with at most 100,000 seats together. */
            sections: components["schemas"]["SectionRequest"][];
            /**
             * Format: date-time
             * @description When the event starts, in the future.
             */
            startsAt: string;
            /**
             * @description The venue's time zone: a name of the IANA database; UTC when absent.
             * @example Asia/Seoul
             */
            timeZone?: string | null;
            /** @description 1 to 255 characters. */
            title: string;
            /** @description 1 to 255 characters. */
            venue: string;
        };
        /** @description Seats to order from a hold. */
        CreateOrderRequest: {
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description The gateway's name of a payment method; the configured default when absent. */
            paymentMethod?: string | null;
            /** @description 1 to 8 different seats of the hold, in any order. */
            seatIds: number[];
        };
        /** @description `ok` or `away` for each dependency. Selling goes on without Kafka; seat streams are then stale. */
        Dependencies: {
            /** @description The feed of seat changes: `away` until its last five minutes are replayed, for at most 10 s. */
            feed: string;
            /** @description Carries the seat changes. */
            kafka: string;
            /** @description Stores events and orders. */
            mysql: string;
            /** @description Stores the seats. */
            redis: string;
            /** @description Runs the order workflows. */
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
             * @description The event.
             */
            id: number;
            /**
             * Format: int64
             * @description Price of the cheapest seat, in minor units.
             */
            priceFrom: number;
            /**
             * Format: date-time
             * @description Until when seats may be held.
             */
            salesCloseAt: string;
            /**
             * Format: date-time
             * @description From when seats may be held.
             */
            salesOpenAt: string;
            /**
             * Format: int32
             * @description Seats that can be held now; null in a list if the event isn't loaded into Redis.
             */
            seatsAvailable?: number | null;
            /**
             * Format: int32
             * @description The most seats that one buyer may have, held and bought together; null: no limit. A buyer needs a token then.
             */
            seatsPerBuyer?: number | null;
            /**
             * Format: int32
             * @description All seats.
             */
            seatsTotal: number;
            /**
             * Format: date-time
             * @description When the event starts.
             */
            startsAt: string;
            /** @description Whether seats may be held now. */
            status: components["schemas"]["EventStatus"];
            /**
             * @description The venue's time zone: a name of the IANA database.
             * @example Asia/Seoul
             */
            timeZone: string;
            /** @description The title. */
            title: string;
            /** @description The venue. */
            venue: string;
        };
        /** @description The new expiry, relative to now. */
        ExtendRequest: {
            /**
             * Format: int64
             * @description Seconds from now, default 30. Cut to the hold's total life of 600 s.
             */
            seconds?: number | null;
        };
        /**
         * @description What is wrong with a field, for programs.
         * @enum {string}
         */
        FieldCode: "EMPTY" | "MALFORMED" | "UNKNOWN" | "TOO_LONG" | "TOO_MANY" | "REPEATED" | "TOO_LARGE" | "OUT_OF_RANGE" | "NOT_IN_FUTURE" | "OUT_OF_ORDER";
        /** @description An invalid field. */
        FieldError: {
            /** @description What is wrong with it, for programs. */
            code: components["schemas"]["FieldCode"];
            /** @description The field's path in the request: `title`, `sections[1].rows`, … */
            field: string;
            /**
             * Format: int64
             * @description The highest accepted value, if the code has one.
             */
            max?: number;
            /** @description What is wrong with it, in English. */
            message: string;
            /**
             * Format: int64
             * @description The lowest accepted value, if the code has one.
             */
            min?: number;
        };
        /** @description Rates are per second, durations in seconds. A duration is null when nothing was measured. */
        Figures: {
            /**
             * Format: double
             * @description Duration of an authorisation by the gateway: 95th percentile.
             */
            authoriseP95?: number | null;
            /**
             * Format: double
             * @description Orders that were cancelled.
             */
            cancelled: number;
            /**
             * Format: double
             * @description Duration of a capture by the gateway: 95th percentile.
             */
            captureP95?: number | null;
            /**
             * Format: double
             * @description Open event streams, of seats and of orders.
             */
            clients: number;
            /**
             * Format: double
             * @description Orders that were confirmed.
             */
            confirmed: number;
            /**
             * Format: double
             * @description Holds that were refused because a seat was taken.
             */
            conflicts: number;
            /**
             * Format: double
             * @description Those with a 5xx response.
             */
            failed: number;
            /**
             * Format: double
             * @description From a change of a seat to its arrival in the feed: median.
             */
            feedP50?: number | null;
            /**
             * Format: double
             * @description From a change of a seat to its arrival in the feed: 95th percentile.
             */
            feedP95?: number | null;
            /**
             * Format: double
             * @description Holds that were taken.
             */
            held: number;
            /**
             * Format: double
             * @description Duration of a hold's request: 95th percentile.
             */
            holdP95?: number | null;
            /**
             * Format: double
             * @description From the request to the end of an order: median.
             */
            orderP50?: number | null;
            /**
             * Format: double
             * @description From the request to the end of an order: 95th percentile.
             */
            orderP95?: number | null;
            /**
             * Format: double
             * @description Holds that were refused for another reason.
             */
            otherRefusals: number;
            /**
             * Format: double
             * @description Calls of the gateway without a usable response.
             */
            paymentFailures: number;
            /**
             * Format: double
             * @description Duration of the request that places an order: 95th percentile.
             */
            placeP95?: number | null;
            /**
             * Format: double
             * @description Orders that were refunded.
             */
            refunded: number;
            /**
             * Format: double
             * @description Those with a 4xx response.
             */
            refused: number;
            /**
             * Format: double
             * @description Requests of buyers, whatever their response.
             */
            requests: number;
            /**
             * Format: double
             * @description Duration of a request of a seat map: 95th percentile.
             */
            seatsP95?: number | null;
        };
        /** @description What all api-servers and workers did in the last 10 s, added up. */
        FiguresView: {
            /** @description The figures. */
            figures: components["schemas"]["Figures"];
            /** @description The number of processes that reported within 10 s. */
            processes: number;
            /** @description The requests of each route, busiest first. Routes without requests are absent. */
            routes: components["schemas"]["RouteFigures"][];
        };
        /** @description Public keys: a JSON Web Key Set (RFC 7517). */
        GuestKeysResponse: {
            /** @description The key that signs, and the other one that is accepted. */
            keys: Record<string, never>[];
        };
        /** @description The token of a guest. */
        GuestResponse: {
            /** @description What a request by the cookie must repeat in `X-CSRF-Token`, if it changes something. */
            csrfToken: string;
            /**
             * Format: date-time
             * @description Until when it is valid.
             */
            expiresAt: string;
            /** @description The token; browsers have it in a cookie too. */
            token: string;
            /**
             * @description How to send it: `Bearer`.
             * @example Bearer
             */
            tokenType: string;
        };
        /** @description A page of orders. */
        ListOrdersResponse: {
            /** @description Newest first. */
            items: components["schemas"]["OrderBody"][];
            /** @description Cursor of the next page; null on the last page. */
            nextCursor?: string | null;
        };
        /** @description A page of events. */
        ListResponse: {
            /** @description The events. */
            items: components["schemas"]["EventView"][];
            /** @description Cursor of the next page; null on the last page. */
            nextCursor?: string | null;
        };
        /** @description How to log out at the provider too. */
        LogoutResponse: {
            /**
             * @description Where the browser ends its session at the provider; null if there was no session here, or the provider has no
             *     such page.
             */
            logoutUrl?: string | null;
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
         * @description The state of an order in its saga.
         * @enum {string}
         */
        OrderState: "PENDING" | "SOLD" | "CONFIRMED" | "REFUNDING" | "REFUNDED" | "CANCELLING" | "CANCELLED";
        /**
         * @description The status of an order, as its buyer sees it.
         * @enum {string}
         */
        OrderStatus: "PENDING" | "CONFIRMED" | "CANCELLED" | "REFUNDED";
        /** @description Counts of all orders, and the stuck ones. */
        Overview: {
            /** @description The number of orders in each state; a state without orders is absent. */
            orders: components["schemas"]["StateCount"][];
            /** @description Up to 50 unsettled orders whose row hasn't changed for 30 s, oldest first. */
            stuck: components["schemas"]["StuckOrder"][];
            /** @description Address of Temporal's web UI, if it is configured. */
            temporalUi?: string | null;
        };
        /**
         * @description The status of a payment; NONE before there is one.
         * @enum {string}
         */
        PaymentStatus: "NONE" | "AUTHORIZED" | "PENDING" | "DECLINED" | "CAPTURED" | "VOIDED" | "REFUNDED";
        /** @description The sales of one period. */
        PeriodView: {
            /**
             * Format: int64
             * @description The sum of their prices, in minor units.
             */
            amount: number;
            /**
             * Format: int64
             * @description Seats with a live ticket that were ordered in this period.
             */
            seats: number;
            /** @description When it begins; RFC 3339, UTC. */
            start: string;
        };
        /** @description The body of every error (RFC 9457). */
        ProblemBody: {
            challenge?: null | components["schemas"]["ProofChallenge"];
            /** @description The kind of problem, for programs. */
            code: components["schemas"]["Code"];
            /** @description Only with `RESERVATION_CONFLICT`: the seats that are taken. */
            conflicts?: number[] | null;
            /** @description What went wrong in this request. */
            detail: string;
            /** @description Only with `VALIDATION_FAILED`: each invalid field. */
            errors?: components["schemas"]["FieldError"][] | null;
            /**
             * Format: int32
             * @description Only with `BUYER_LIMIT`: how many seats the buyer has, bought ones included.
             */
            held?: number | null;
            /** @description The path of the request. */
            instance: string;
            /**
             * Format: int32
             * @description Only with `BUYER_LIMIT`: the most seats of the event that one buyer may have.
             */
            limit?: number | null;
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
        /** @description What a client must solve: an ALTCHA challenge (version 2, deterministic). */
        ProofChallenge: {
            /** @description What the solution depends on. */
            parameters: components["schemas"]["ProofParameters"];
            /** @description Signs the parameters. */
            signature: string;
        };
        /** @description The parameters of a challenge. */
        ProofParameters: {
            /** @description How a key is derived from a counter: `PBKDF2/SHA-256`. */
            algorithm: string;
            /**
             * Format: int32
             * @description The iterations of one derivation.
             */
            cost: number;
            /** @description What the challenge is for. */
            data: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Until when it may be solved, in seconds since 1970.
             */
            expiresAt: number;
            /**
             * Format: int32
             * @description The length of a key in bytes.
             */
            keyLength: number;
            /** @description How the key begins that is looked for, in hex. */
            keyPrefix: string;
            /** @description Signs that key. */
            keySignature: string;
            /** @description Goes before the counter, in hex. */
            nonce: string;
            /** @description The salt of the derivation, in hex. */
            salt: string;
        };
        /** @description Seats can be sold. */
        Readiness: {
            /** @description The status of each dependency. */
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
             * @description When the hold expires.
             */
            expiresAt: string;
            /**
             * Format: int64
             * @description Whole seconds until the expiry.
             */
            expiresInSeconds: number;
            /**
             * Format: int32
             * @description The life that the hold was created with, in seconds.
             */
            holdSeconds: number;
            /** @description The capability of the hold; sent as `Hold-Token`. */
            holdToken: string;
            /** @description The seats, by id. */
            seatIds: number[];
        };
        /** @description Which seats to hold, and for how long. */
        ReservationRequest: {
            /**
             * @description For whom the box office holds the seats: the subject of the customer at the OpenID provider, or any other text of
             *     1 to 255 characters that always means this customer. The event's limit of seats for each buyer counts them for
             *     the customer. Needs the scope `boxoffice`, for which it is required where the event has a limit. Ignored when
             *     seats are added to a hold.
             */
            customer?: string | null;
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /**
             * Format: int64
             * @description Life of the hold in seconds, clamped to 5 to 300; default 120. Ignored when seats are added to a hold.
             */
            holdSeconds?: number | null;
            /**
             * Format: int64
             * @description One seat, instead of `seatIds`.
             */
            seatId?: number | null;
            /** @description 1 to 8 different seats. Exactly one of `seatIds` and `seatId` is required. */
            seatIds?: number[] | null;
        };
        /** @description The requests of one route. */
        RouteFigures: {
            /**
             * Format: double
             * @description Share of responses 5xx, from 0 to 1.
             */
            failed: number;
            /** @description The HTTP method. */
            method: string;
            /**
             * Format: double
             * @description Median duration, in seconds.
             */
            p50?: number | null;
            /**
             * Format: double
             * @description 95th percentile of the duration, in seconds.
             */
            p95?: number | null;
            /**
             * Format: double
             * @description 99th percentile of the duration, in seconds.
             */
            p99?: number | null;
            /**
             * Format: double
             * @description Requests per second.
             */
            perSecond: number;
            /**
             * Format: double
             * @description Share of responses 4xx, from 0 to 1.
             */
            refused: number;
            /** @description The route's pattern, such as `/api/events/{eventId}`; `none` for paths without a route. */
            route: string;
        };
        /** @description Sold seats by the time of their orders. */
        SalesPeriodsView: {
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
            /**
             * Format: int64
             * @description The length of each period, in seconds: as short as at most 120 periods allow.
             */
            periodSeconds: number;
            /** @description Periods with sales, oldest first. Refunded seats are not counted. */
            periods: components["schemas"]["PeriodView"][];
        };
        /** @description Seat and order counts of one event. */
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
            /** @description The event's orders in each state; a state without orders is absent. */
            orders: components["schemas"]["StateSales"][];
            /**
             * Format: int32
             * @description Seats in a hold, or claimed by an order under way.
             */
            seatsHeld: number;
            /**
             * Format: int32
             * @description Sold seats.
             */
            seatsSold: number;
            /**
             * Format: int32
             * @description All seats.
             */
            seatsTotal: number;
            /** @description The same counts for each section, in the order of the seat map. */
            sections: components["schemas"]["SectionSales"][];
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
            /** @description All seats, by id. */
            seats: components["schemas"]["SeatView"][];
            /**
             * Format: int64
             * @description The version of this map, as in the stream of the event's changes; versions only grow.
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
         * @description The status of a seat, as a seat map shows it.
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
             * @description The seat's id, from 1 within the event.
             */
            id: number;
            /** @description The seat's label, such as `A-12`. */
            label: string;
            /**
             * Format: int64
             * @description Price in minor units of the event's currency.
             */
            price: number;
            /**
             * Format: int32
             * @description Row over all sections, from 1.
             */
            r: number;
            /** @description Name of the section. */
            section: string;
            /** @description The seat's status at this version. */
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
             * @description Price of one seat, in minor units.
             */
            price: number;
            /**
             * Format: int64
             * @description Number of rows, at least 1.
             */
            rows: number;
        };
        /** @description The seats of a section. */
        SectionSales: {
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description The price of a seat, in minor units.
             */
            price: number;
            /**
             * Format: int32
             * @description Seats in a hold, or claimed by an order under way.
             */
            seatsHeld: number;
            /**
             * Format: int32
             * @description Sold seats.
             */
            seatsSold: number;
            /**
             * Format: int32
             * @description All seats.
             */
            seatsTotal: number;
        };
        /** @description An account that has logged in. */
        SessionAccount: {
            /**
             * @description `login`: at the provider.
             * @example login
             */
            kind: string;
            /** @description The name to show, if the provider tells one. */
            name?: string | null;
        };
        /** @description Who a browser is. */
        SessionResponse: {
            account?: null | components["schemas"]["SessionAccount"];
            /** @description What a request by the cookie must repeat in `X-CSRF-Token`, if it changes something; null without a cookie. */
            csrfToken?: string | null;
            /** @description Whether the browser has the token of a guest. */
            guest: boolean;
            /** @description Whether there is a provider where browsers can log in. */
            login: boolean;
            /**
             * @description What a request of this browser may do: the scopes of the account, else those of a guest.
             * @example [
             *       "hold",
             *       "order"
             *     ]
             */
            scopes: string[];
        };
        /** @description A purchase in a browser, from the buyer's click until the page shows how the order ended. */
        SpanRequest: {
            /**
             * Format: date-time
             * @description When the page showed the end or the refusal, at most an hour later.
             */
            endedAt: string;
            /** @description The order; absent if it was refused. */
            orderId?: string | null;
            /**
             * Format: date-time
             * @description When the buyer clicked.
             */
            startedAt: string;
            /**
             * @description How the order ended; absent if it was refused.
             * @example CONFIRMED
             */
            status?: string | null;
            /**
             * @description The `traceparent` that the browser sent with the order.
             * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
             */
            traceparent: string;
        };
        /** @description The number of orders in a state. */
        StateCount: {
            /**
             * Format: int64
             * @description The number of orders.
             */
            orders: number;
            /** @description The state. */
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
             * @description The number of orders.
             */
            orders: number;
            /** @description The state. */
            state: components["schemas"]["OrderState"];
        };
        /** @description An unsettled order without recent changes. */
        StuckOrder: {
            /** @description When the order was placed; RFC 3339, UTC. */
            createdAt: string;
            /**
             * Format: int64
             * @description The event.
             */
            eventId: number;
            /** @description The order. */
            orderId: string;
            /** @description The last known status of the payment. */
            paymentStatus: components["schemas"]["PaymentStatus"];
            /** @description The state of its row. */
            state: components["schemas"]["OrderState"];
            /** @description When its row last changed; RFC 3339, UTC. */
            updatedAt: string;
            /** @description Address of its workflow in Temporal's web UI; absent if the UI isn't configured. */
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
        /**
         * @description Who did something to an order.
         * @enum {string}
         */
        TimelineActor: "BUYER" | "BOX_OFFICE" | "GATEWAY" | "SAGA" | "RECONCILER" | "OPERATOR" | "TEMPORAL";
        /** @description Something that happened to an order. */
        TimelineEntry: {
            /** @description Who did it. */
            actor: components["schemas"]["TimelineActor"];
            /** @description When it happened; when it began, if it took time. RFC 3339, UTC. */
            at: string;
            /**
             * Format: int32
             * @description The attempts of a step.
             */
            attempts?: number | null;
            /**
             * @description The last failure of a step, the name of a signal or an update, the reason that an operator gave, or what a pause
             *     is for.
             */
            detail?: string | null;
            /**
             * Format: double
             * @description How long it took, in milliseconds with one decimal.
             */
            durationMs?: number | null;
            /** @description The process or the operator that did it, by its own account. */
            identity?: string | null;
            /** @description What it was about. */
            kind: components["schemas"]["TimelineKind"];
            /** @description How it ended. Absent while a step is under way or repeated, or if its run was closed before. */
            outcome?: string | null;
            paymentStatus?: null | components["schemas"]["PaymentStatus"];
            reason?: null | components["schemas"]["CancelReason"];
            /** @description The run of that workflow. */
            runId?: string | null;
            /** @description Address of that trace in the trace store; absent if `TRACES_URL` isn't set. */
            trace?: string | null;
            /** @description The trace to which it belongs: of the request that placed the order, or of a later one if the order isn't traced. */
            traceId?: string | null;
            /** @description The step, the HTTP operation, or the event. */
            what: string;
            /** @description The workflow that recorded it; absent if it is from the order's row. */
            workflowId?: string | null;
        };
        /**
         * @description What an entry of an order's timeline is about.
         * @enum {string}
         */
        TimelineKind: "HTTP" | "ORDER" | "SALE" | "SEATS" | "GATEWAY" | "REFUND" | "OUTCOME" | "TIMER" | "WORKFLOW" | "OPERATOR";
        /** @description What happened to an order. */
        TimelineView: {
            /** @description Oldest first; at most 500. */
            entries: components["schemas"]["TimelineEntry"][];
            /** @description The order. */
            orderId: string;
            /** @description Whether older entries are left out, because there are too many. */
            truncated: boolean;
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
    list_own_orders: {
        parameters: {
            query?: {
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
    claim_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": null | components["schemas"]["ClaimOrderRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
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
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description ORDER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
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
    create_event: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEventRequest"];
            };
        };
        responses: {
            /** @description The event of an earlier request with this key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventView"];
                };
            };
            /** @description MALFORMED_REQUEST, IDEMPOTENCY_KEY_MISSING */
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
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED */
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
            /** @description Sales are closed in MySQL and Redis */
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
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
    read_sales_periods: {
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
                    "application/json": components["schemas"]["SalesPeriodsView"];
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
    read_figures: {
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
                    "application/json": components["schemas"]["FiguresView"];
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
    read_timeline: {
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
                    "application/json": components["schemas"]["TimelineView"];
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description ORDER_NOT_FOUND */
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
                /** @description 1 to 100, default 20. */
                limit?: number;
                /** @description The `nextCursor` of the previous page, with the same filter and order. */
                cursor?: string;
                /** @description Text in title or venue, case-insensitive; at most 255 characters. */
                q?: string;
                /** @description The status that the events have now. */
                status?: components["schemas"]["EventStatus"];
                /** @description The earliest start, inclusive. */
                startsFrom?: string;
                /** @description The end of the time in which events start, exclusive. */
                startsBefore?: string;
                /** @description `startsAt`, the default, or `-startsAt` for the latest first. */
                sort?: "startsAt" | "-startsAt";
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
            /** @description The client has this version */
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
    create_guest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestResponse"];
                };
            };
            /** @description CSRF_REQUIRED */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description NOT_FOUND */
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
        };
    };
    read_guest_keys: {
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
                    "application/json": components["schemas"]["GuestKeysResponse"];
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
            /** @description IDEMPOTENCY_KEY_MISSING, HOLD_TOKEN_MISSING, MALFORMED_REQUEST */
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
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED, HOLD_MISMATCH */
            403: {
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
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
            /** @description UNAVAILABLE, TOO_BUSY */
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
            /** @description INSUFFICIENT_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description ORDER_NOT_FOUND */
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description ORDER_NOT_FOUND */
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description ORDER_NOT_FOUND */
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
            /** @description The workflow has the report, or no longer needs it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
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
                "Idempotency-Key"?: string | null;
                "X-Proof-Of-Work"?: string | null;
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
            /** @description The live hold of an earlier request with this key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description MALFORMED_REQUEST, IDEMPOTENCY_KEY_MISSING */
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
            /** @description CSRF_REQUIRED, SALES_NOT_OPEN, INSUFFICIENT_SCOPE */
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
            /** @description RESERVATION_CONFLICT, BUYER_LIMIT */
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description PROOF_REQUIRED */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE */
            403: {
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
            /** @description The token holds no seat of the event */
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
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
            /** @description The token doesn't hold the seat */
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED */
            403: {
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
            /** @description IDEMPOTENCY_KEY_MISSING, HOLD_TOKEN_MISSING, MALFORMED_REQUEST */
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
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED, HOLD_MISMATCH */
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
            /** @description RESERVATION_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
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
            /** @description UNAVAILABLE, TOO_BUSY */
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
            /** @description UNAUTHORIZED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description INSUFFICIENT_SCOPE, CSRF_REQUIRED, HOLD_MISMATCH */
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
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
    read_session: {
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
                    "application/json": components["schemas"]["SessionResponse"];
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
    end_session: {
        parameters: {
            query?: never;
            header?: {
                "X-CSRF-Token"?: string | null;
            };
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
                    "application/json": components["schemas"]["LogoutResponse"];
                };
            };
            /** @description CSRF_REQUIRED */
            403: {
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
    finish_login: {
        parameters: {
            query?: {
                /** @description What is exchanged for tokens, once; absent if the login has failed or was given up. */
                code?: string;
                /** @description That of the request to the provider. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the path at which the login began */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description NOT_FOUND */
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
    begin_login: {
        parameters: {
            query?: {
                /** @description A path of this site, with its query; `/` when absent. */
                returnTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description NOT_FOUND */
            404: {
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
    report_span: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpanRequest"];
            };
        };
        responses: {
            /** @description Taken, or dropped */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description PAYLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
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
        };
    };
}
