// What portal and console call, by the types of openapi/openapi.json: `npm run openapi` writes it.
export interface paths {
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify the API server is up and running */
        get: operations["v1.health.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify the API server answers */
        get: operations["v1.health.ping"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify that the server and its database are ready */
        get: operations["v1.health.ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/app-portal-access/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get consumer app portal access */
        post: operations["v1.authentication.app-portal-access"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/dashboard-access/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get app portal access (older form) */
        post: operations["v1.authentication.dashboard-access"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/app/{app_id}/expire-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Expire all portal tokens of an application, or those of some sessions */
        post: operations["v1.authentication.expire-all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this request's portal token
         * @description A portal's token needs the capability `ViewBase`.
         */
        post: operations["logout_api_v1_auth_logout__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what this request's token may do
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.authentication.whoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/app/{app_id}/poller/{endpoint_id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the token of a polling endpoint
         * @description A portal's token needs the capability `ViewEndpointSecret`.
         */
        get: operations["v1.authentication.get-poller-token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/app/{app_id}/poller/{endpoint_id}/token/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new token of a polling endpoint
         * @description The token polls this polling endpoint, and does nothing else. The tokens before it are good for a while more.
         *
         *     A portal's token needs the capability `ManageEndpointSecret`.
         */
        post: operations["v1.authentication.rotate-poller-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications */
        get: operations["v1.application.list"];
        put?: never;
        /** Create application */
        post: operations["v1.application.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get application
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.application.get"];
        /** Update application */
        put: operations["v1.application.update"];
        post?: never;
        /** Delete application */
        delete: operations["v1.application.delete"];
        options?: never;
        head?: never;
        /** Patch application */
        patch: operations["patch_application"];
        trace?: never;
    };
    "/api/v1/app/{app_id}/portal-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the settings that the portal shows
         * @description The organization's settings for the looks and words of the portal.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.application.get-portal-settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/event-type": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List event types
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.event-type.list"];
        put?: never;
        /** Create event type */
        post: operations["v1.event-type.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/event-type/{event_type_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get event type
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.event-type.get"];
        /** Update event type */
        put: operations["v1.event-type.update"];
        post?: never;
        /** Delete event type */
        delete: operations["v1.event-type.delete"];
        options?: never;
        head?: never;
        /** Patch event type */
        patch: operations["patch_event_type"];
        trace?: never;
    };
    "/api/v1/event-type/{event_type_name}/retry-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the retry schedule of an event type */
        get: operations["v1.event-type.get-retry-schedule"];
        /** Set the retry schedule of an event type */
        put: operations["v1.event-type.update-retry-schedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/event-type/import/openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create event types from the webhooks of an OpenAPI document */
        post: operations["v1.event-type.import-openapi"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.list"];
        put?: never;
        /**
         * Create endpoint
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        post: operations["v1.endpoint.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get endpoint
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get"];
        /**
         * Update endpoint
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.endpoint.update"];
        post?: never;
        /**
         * Delete endpoint
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        delete: operations["v1.endpoint.delete"];
        options?: never;
        head?: never;
        /**
         * Patch endpoint
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        patch: operations["patch_endpoint"];
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get endpoint secret
         * @description A portal's token needs the capability `ViewEndpointSecret`.
         */
        get: operations["v1.endpoint.get-secret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate endpoint secret
         * @description A portal's token needs the capability `ManageEndpointSecret`.
         */
        post: operations["v1.endpoint.rotate-secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get endpoint headers
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get-headers"];
        /**
         * Update endpoint headers
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.endpoint.update-headers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch endpoint headers
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        patch: operations["v1.endpoint.patch-headers"];
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/filter/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a filter on messages
         * @description Says of the latest messages, or of one, whether the endpoint wants them with this filter, and why not. Nothing is stored or sent.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        post: operations["v1.endpoint.filter.test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoint stats
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get-stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/attempt-stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoint attempt stats
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get-attempt-stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/send-example": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send event type example
         * @description A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.endpoint.send-example"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message.list"];
        put?: never;
        /** Create message */
        post: operations["v1.message.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get message
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete message payload */
        delete: operations["v1.message.expunge-content"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create up to 100 messages */
        post: operations["v1.message.create-batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import messages from a file */
        post: operations["v1.import.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/import/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get import */
        get: operations["v1.import.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/import/{import_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get import's report */
        get: operations["v1.import.get-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/precheck/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check whether any endpoint would get a message */
        post: operations["v1.message.precheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/bulk-expunge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete the payloads of some messages */
        post: operations["v1.message.bulk-expunge-content"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/expunge-all-contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete all message payloads */
        post: operations["v1.message.expunge-all-contents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/attempt/endpoint/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempts by endpoint
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.list-by-endpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/attempt/msg/{msg_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempts by message
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.list-by-msg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get attempt
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/headers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the headers of an attempt
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.get-headers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete attempt response body */
        delete: operations["v1.message-attempt.expunge-content"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/msg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempted messages
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.list-attempted-messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempted destinations
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message-attempt.list-attempted-destinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend webhook
         * @description Asks for one attempt at once. Behind an open circuit this attempt is the probe: its success closes the circuit. It does not wait for a Retry-After. With a rate, it gets the next slot. While the proxy of this server is down, it waits. A disabled endpoint gets nothing.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.message-attempt.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description A delivery is one message on its way to one endpoint. The newest message comes first. `state=undelivered` lists what was not delivered, with the reason. In AWS a queue holds first attempts that are due at once; such a delivery is listed once its attempt has begun.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.delivery.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/destination": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List destinations
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.destination.list"];
        put?: never;
        /**
         * Create destination
         * @description A destination is a polling endpoint: its owner asks for messages in place of getting them. Other types are refused.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        post: operations["v1.destination.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/destination/{destination_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get destination
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.destination.get"];
        /**
         * Create or update destination
         * @description A destination is a polling endpoint: its owner asks for messages in place of getting them. Other types are refused.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.destination.upsert"];
        post?: never;
        /**
         * Delete destination
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        delete: operations["v1.destination.delete"];
        options?: never;
        head?: never;
        /**
         * Patch destination
         * @description A portal's token needs the capability `ManageEndpoint`.
         */
        patch: operations["v1.destination.patch"];
        trace?: never;
    };
    "/api/v1/app/{app_id}/destination/{destination_id}/consumer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the consumers of a polling endpoint
         * @description Each consumer that polled, with its latest poll and how many messages it has not acknowledged. A client that keeps its place itself is not listed.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.destination.list-consumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/poller/{sink_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Poll messages
         * @description Messages come in the order in which they were accepted, each once; the same iterator gives the same messages again.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message.poller.poll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Poll messages as a consumer
         * @description The server keeps the place. The iterator of a page acknowledges it when it is given to the next poll; without one, the page that was not acknowledged comes again. A consumer is one client: the iterator of any but its latest page is 409.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        get: operations["v1.message.poller.consumer-poll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}/seek": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a consumer to a time
         * @description A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.message.poller.consumer-seek"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/polling-endpoint/{sink_id}/consumer/{consumer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Poll messages under a lease
         * @description The messages are kept for this client until they are committed or the lease is over; until then other polls of the consumer find nothing. What was not committed comes again, from the first one on.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        get: operations["v2.message.poller.consumer-poll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/polling-endpoint/{sink_id}/consumer/{consumer_id}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge messages
         * @description A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v2.message.poller.consumer-commit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Recover failed webhooks
         * @description Asks for one attempt of each message in the background. Behind an open circuit one of them is sent at once as the probe, and the others follow when it has ended. Rates hold for all.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.endpoint.recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/replay-missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay missing webhooks
         * @description Asks for one attempt of each message in the background. Behind an open circuit one of them is sent at once as the probe, and the others follow when it has ended. Rates hold for all.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.endpoint.replay-missing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/bulk-replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay webhooks that were sent before
         * @description Asks for one attempt of each message in the background. Behind an open circuit one of them is sent at once as the probe, and the others follow when it has ended. Rates hold for all.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.endpoint.bulk-replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/cancel-msgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel what waits for an endpoint
         * @description Cancels, in the background, the deliveries to the endpoint that wait for an attempt. What is being sent right now is not stopped. Canceled messages can be sent again.
         *
         *     A portal's token needs the capability `CreateAttempts`.
         */
        post: operations["v1.endpoint.cancel-messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/background-task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List background tasks
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.background-task.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/background-task/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get background task
         * @description A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.background-task.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the problems that need a person
         * @description Open circuits, disabled endpoints, exhausted messages, failed tasks and imports, a failing proxy: newest first
         */
        get: operations["v1.attention.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attention/{attention_id}": {
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
         * Dismiss an attention entry
         * @description The entry is not listed any more. When the problem ends and begins again, there is a new entry. Nothing else changes.
         */
        delete: operations["v1.attention.dismiss"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find anything by its id or name */
        get: operations["v1.find"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operational-webhook/endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operational webhook endpoints */
        get: operations["v1.operational-webhook.endpoint.list"];
        put?: never;
        /** Create operational webhook endpoint */
        post: operations["v1.operational-webhook.endpoint.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operational-webhook/endpoint/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get operational webhook endpoint */
        get: operations["v1.operational-webhook.endpoint.get"];
        /** Update operational webhook endpoint */
        put: operations["v1.operational-webhook.endpoint.update"];
        post?: never;
        /** Delete operational webhook endpoint */
        delete: operations["v1.operational-webhook.endpoint.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operational-webhook/endpoint/{endpoint_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get operational webhook endpoint secret */
        get: operations["v1.operational-webhook.endpoint.get-secret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operational-webhook/endpoint/{endpoint_id}/secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rotate operational webhook endpoint secret */
        post: operations["v1.operational-webhook.endpoint.rotate-secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operational-webhook/endpoint/{endpoint_id}/headers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get operational webhook endpoint headers */
        get: operations["v1.operational-webhook.endpoint.get-headers"];
        /** Update operational webhook endpoint headers */
        put: operations["v1.operational-webhook.endpoint.update-headers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export environment configuration */
        post: operations["v1.environment.export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import environment configuration */
        post: operations["v1.environment.import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the organization's settings */
        get: operations["v1.environment.get-settings"];
        /** Replace the organization's settings */
        put: operations["v1.environment.update-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change some of the organization's settings
         * @description Null unsets a setting. A palette or another group is replaced as a whole.
         */
        patch: operations["v1.environment.patch-settings"];
        trace?: never;
    };
    "/api/v1/stats/usage/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Count the attempts that were made for each application */
        post: operations["v1.statistics.aggregate-app-stats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/usage/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** List the event types that each application's endpoints name */
        put: operations["v1.statistics.aggregate-event-types"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/app/{app_id}/attempt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count an application's attempts in buckets of time
         * @description Counts are made when they are asked for. Where `complete` is false, the same call goes on where this one ended.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.statistics.app-attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "v1.health.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.health.ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.health.ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        database: {
                            /** @example ok */
                            status: string;
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.app-portal-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "featureFlags": [
                 *         "beta-feature"
                 *       ],
                 *       "capabilities": [
                 *         "ViewBase",
                 *         "CreateAttempts"
                 *       ],
                 *       "expiry": 86400
                 *     }
                 */
                "application/json": {
                    /** @description The portal also sees event types that require one of these flags */
                    featureFlags?: string[];
                    application?: unknown | null;
                    expiry?: number | null;
                    capabilities?: ("ViewBase" | "ViewEndpointSecret" | "ManageEndpointSecret" | "ManageTransformations" | "CreateAttempts" | "ManageEndpoint")[] | null;
                    readOnly?: boolean | null;
                    sessionId?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Opens the portal; it contains the token
                         * @example https://posthorn.example.com/portal/login#key=eyJhcHBJZCI6ImFwcF8…
                         */
                        url: string;
                        /** @description A token for this application only */
                        token: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.dashboard-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Opens the portal; it contains the token
                         * @example https://posthorn.example.com/portal/login#key=eyJhcHBJZCI6ImFwcF8…
                         */
                        url: string;
                        /** @description A token for this application only */
                        token: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.expire-all": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiry": 60
                 *     }
                 */
                "application/json": {
                    expiry?: number | null;
                    sessionIds?: string[] | null;
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    logout_api_v1_auth_logout__post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The organization
                         * @example org_23rb8YdGqMT0qIzpgGwdXfHirMu
                         */
                        envId: string;
                        appId: string | null;
                        /**
                         * @description The kind of the token
                         * @example portal
                         * @enum {string}
                         */
                        permissionSource: "organization" | "portal";
                        sessionId: string | null;
                        /** @description All capabilities of the token, including those that others include */
                        capabilities: ("ViewBase" | "ViewEndpointSecret" | "ManageEndpointSecret" | "ManageTransformations" | "CreateAttempts" | "ManageEndpoint")[];
                        featureFlags: string[];
                        expiresAt: string | null;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.get-poller-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The token's id
                         * @example tok_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @description Polls this polling endpoint, and does nothing else */
                        token: string;
                        name: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        expiresAt: string | null;
                        /**
                         * @description What the token may do
                         * @example [
                         *       "poll"
                         *     ]
                         */
                        scopes: string[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.authentication.rotate-poller-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiry": 2592000
                 *     }
                 */
                "application/json": {
                    expiry?: number | null;
                    /** @description How long the tokens before it are still good, in seconds; 300 when absent */
                    oldTokenExpiry?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The token's id
                         * @example tok_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @description Polls this polling endpoint, and does nothing else */
                        token: string;
                        name: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        expiresAt: string | null;
                        /**
                         * @description What the token may do
                         * @example [
                         *       "poll"
                         *     ]
                         */
                        scopes: string[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
                /** @description Leave out applications without endpoints */
                exclude_apps_with_no_endpoints?: boolean;
                /** @description Leave out applications whose endpoints are all disabled */
                exclude_apps_with_disabled_endpoints?: boolean;
                /** @description Leave out applications whose endpoints are all at Svix Play */
                exclude_apps_with_svix_play_endpoints?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The application's id
                             * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            uid?: string;
                            name: string;
                            throttleRate: number | null;
                            rateLimit?: number;
                            /**
                             * @example {
                             *       "plan": "pro"
                             *     }
                             */
                            metadata: {
                                [key: string]: string;
                            };
                            /** @description The number of partitions of the message list; absent when it is one */
                            messageShards?: number;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.create": {
        parameters: {
            query?: {
                /** @description Return the application with this uid if it exists */
                get_if_exists?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My first application",
                 *       "uid": "unique-identifier"
                 *     }
                 */
                "application/json": {
                    /** @description The name of the application, for people */
                    name: string;
                    uid?: string | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /**
                     * @description The number of partitions of the message list. Each takes about 1,000 messages a second, and each makes reading a page dearer
                     * @enum {integer}
                     */
                    messageShards?: 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My first application",
                 *       "uid": "unique-identifier"
                 *     }
                 */
                "application/json": {
                    /** @description The name of the application, for people */
                    name: string;
                    uid?: string | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /**
                     * @description The number of partitions of the message list. Each takes about 1,000 messages a second, and each makes reading a page dearer
                     * @enum {integer}
                     */
                    messageShards?: 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    patch_application: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "A new name"
                 *     }
                 */
                "application/json": {
                    name?: string;
                    uid?: string | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /**
                     * @description The number of partitions of the message list. Each takes about 1,000 messages a second, and each makes reading a page dearer
                     * @enum {integer}
                     */
                    messageShards?: 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application's id
                         * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid?: string;
                        name: string;
                        throttleRate: number | null;
                        rateLimit?: number;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** @description The number of partitions of the message list; absent when it is one */
                        messageShards?: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.application.get-portal-settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        displayName: string | null;
                        logoUrl: string | null;
                        customFontFamily: string | null;
                        /** @description Whether the portal shows channels and filters by them; true by default */
                        enableChannels: boolean;
                        /** @description Whether the portal shows tags of messages and filters by them; true by default */
                        enableMessageTags: boolean;
                        colorPaletteLight: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        colorPaletteDark: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        customThemeOverride: {
                            borderRadius?: {
                                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            } | null;
                            fontSize?: {
                                base?: number | null;
                            } | null;
                        } | null;
                        customStringsOverride: {
                            channelsOne?: string | null;
                            channelsMany?: string | null;
                            channelsHelp?: string | null;
                        } | null;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
                /** @description Whether to include archived event types */
                include_archived?: boolean;
                /** @description Whether to include the schemas */
                with_content?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            name: string;
                            description: string;
                            archived: boolean;
                            deprecated: boolean;
                            schemas: {
                                [key: string]: unknown;
                            } | null;
                            featureFlag: string | null;
                            featureFlags?: string[];
                            groupName?: string;
                            /**
                             * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                             * @example [
                             *       5,
                             *       300,
                             *       1800
                             *     ]
                             */
                            retrySchedule?: number[];
                            /** @description Present only when it is set */
                            validatePayload?: boolean;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "invoice.paid",
                 *       "description": "An invoice was paid",
                 *       "schemas": {
                 *         "1": {
                 *           "type": "object",
                 *           "required": [
                 *             "id"
                 *           ],
                 *           "properties": {
                 *             "id": {
                 *               "type": "string"
                 *             }
                 *           },
                 *           "examples": [
                 *             {
                 *               "id": "inv_1"
                 *             }
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The event type's name
                     * @example invoice.paid
                     */
                    name: string;
                    /** @description The event type's description */
                    description: string;
                    archived?: boolean;
                    deprecated?: boolean;
                    schemas?: {
                        [key: string]: unknown;
                    } | null;
                    featureFlag?: string | null;
                    featureFlags?: string[] | null;
                    groupName?: string | null;
                    retrySchedule?: number[] | null;
                    validatePayload?: boolean | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        description: string;
                        archived: boolean;
                        deprecated: boolean;
                        schemas: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag: string | null;
                        featureFlags?: string[];
                        groupName?: string;
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /** @description Present only when it is set */
                        validatePayload?: boolean;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        description: string;
                        archived: boolean;
                        deprecated: boolean;
                        schemas: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag: string | null;
                        featureFlags?: string[];
                        groupName?: string;
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /** @description Present only when it is set */
                        validatePayload?: boolean;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "An invoice was paid"
                 *     }
                 */
                "application/json": {
                    /** @description The event type's description */
                    description: string;
                    archived?: boolean;
                    deprecated?: boolean;
                    schemas?: {
                        [key: string]: unknown;
                    } | null;
                    featureFlag?: string | null;
                    featureFlags?: string[] | null;
                    groupName?: string | null;
                    retrySchedule?: number[] | null;
                    validatePayload?: boolean | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        description: string;
                        archived: boolean;
                        deprecated: boolean;
                        schemas: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag: string | null;
                        featureFlags?: string[];
                        groupName?: string;
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /** @description Present only when it is set */
                        validatePayload?: boolean;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        description: string;
                        archived: boolean;
                        deprecated: boolean;
                        schemas: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag: string | null;
                        featureFlags?: string[];
                        groupName?: string;
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /** @description Present only when it is set */
                        validatePayload?: boolean;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.delete": {
        parameters: {
            query?: {
                /** @description Delete it permanently instead of archiving it */
                expunge?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    patch_event_type: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deprecated": true
                 *     }
                 */
                "application/json": {
                    /** @description The event type's description */
                    description?: string;
                    archived?: boolean;
                    deprecated?: boolean;
                    schemas?: {
                        [key: string]: unknown;
                    } | null;
                    featureFlag?: string | null;
                    featureFlags?: string[] | null;
                    groupName?: string | null;
                    retrySchedule?: number[] | null;
                    validatePayload?: boolean | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        description: string;
                        archived: boolean;
                        deprecated: boolean;
                        schemas: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag: string | null;
                        featureFlags?: string[];
                        groupName?: string;
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /** @description Present only when it is set */
                        validatePayload?: boolean;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.get-retry-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule: number[];
                        /** @description Whether it is the server's default, since the event type has none */
                        isDefault: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.update-retry-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "retrySchedule": [
                 *         5,
                 *         300,
                 *         1800
                 *       ]
                 *     }
                 */
                "application/json": {
                    retrySchedule: number[] | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule: number[];
                        /** @description Whether it is the server's default, since the event type has none */
                        isDefault: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.event-type.import-openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "spec": {
                 *         "openapi": "3.1.0",
                 *         "info": {
                 *           "title": "Pets",
                 *           "version": "1"
                 *         },
                 *         "webhooks": {
                 *           "pet.new": {
                 *             "post": {
                 *               "description": "A new pet",
                 *               "requestBody": {
                 *                 "content": {
                 *                   "application/json": {
                 *                     "schema": {
                 *                       "type": "object"
                 *                     }
                 *                   }
                 *                 }
                 *               }
                 *             }
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    spec?: {
                        [key: string]: unknown;
                    } | null;
                    specRaw?: string | null;
                    /**
                     * @description Only return what would be written
                     * @default false
                     */
                    dryRun?: boolean;
                    /**
                     * @description Archive the event types that are not in the document
                     * @default false
                     */
                    replaceAll?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** EventTypeImportOpenApiOutData */
                        data: {
                            /** @description The event types that were written or archived; none with `dryRun` */
                            modified: string[];
                            /** @description With `dryRun`, the event types that would be written; otherwise empty */
                            to_modify: {
                                /**
                                 * @description The event type's name
                                 * @example invoice.paid
                                 */
                                name: string;
                                description: string;
                                deprecated: boolean;
                                schemas: {
                                    [key: string]: unknown;
                                } | null;
                                featureFlag: string | null;
                                featureFlags: string[] | null;
                                groupName: string | null;
                            }[];
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            uid: string | null;
                            url: string;
                            description: string;
                            version: number;
                            disabled: boolean;
                            eventTypes: string[] | null;
                            filterTypes: string[] | null;
                            channels: string[] | null;
                            /**
                             * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                             * @example {
                             *       "payload": {
                             *         "amount": {
                             *           "$gte": 100
                             *         }
                             *       }
                             *     }
                             */
                            filter?: {
                                [key: string]: unknown;
                            };
                            throttleRate: number | null;
                            rateLimit: number | null;
                            /**
                             * @example {
                             *       "plan": "pro"
                             *     }
                             */
                            metadata: {
                                [key: string]: string;
                            };
                            /**
                             * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                             * @example [
                             *       5,
                             *       300,
                             *       1800
                             *     ]
                             */
                            retrySchedule?: number[];
                            /**
                             * EndpointCircuit
                             * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                             */
                            circuit?: {
                                /** @enum {string} */
                                state: "open" | "half-open";
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                since: string;
                                /**
                                 * Format: date-time
                                 * @description When the next probe may be sent
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                until?: string;
                            };
                            /**
                             * EndpointStopped
                             * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                             */
                            stopped?: {
                                /**
                                 * @description It answered 410 Gone, or messages to it failed for too long
                                 * @enum {string}
                                 */
                                why: "gone" | "failing";
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                at: string;
                            };
                            /**
                             * EndpointDropped
                             * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                             */
                            dropped?: {
                                /**
                                 * @description The names of the headers
                                 * @example [
                                 *       "authorization"
                                 *     ]
                                 */
                                headers: string[];
                                /** @description Whether `user:password@` was removed from the URL */
                                login: boolean;
                            };
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/webhook/",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/webhook/ */
                    url: string;
                    /** @description The purpose of the endpoint */
                    description?: string;
                    version?: number | null;
                    disabled?: boolean;
                    uid?: string | null;
                    eventTypes?: string[] | null;
                    filterTypes?: string[] | null;
                    channels?: string[] | null;
                    filter?: {
                        [key: string]: unknown;
                    } | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    retrySchedule?: number[] | null;
                    secret?: string | null;
                    headers?: {
                        [key: string]: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        url: string;
                        description: string;
                        version: number;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        channels: string[] | null;
                        /**
                         * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                         * @example {
                         *       "payload": {
                         *         "amount": {
                         *           "$gte": 100
                         *         }
                         *       }
                         *     }
                         */
                        filter?: {
                            [key: string]: unknown;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /**
                         * EndpointCircuit
                         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                         */
                        circuit?: {
                            /** @enum {string} */
                            state: "open" | "half-open";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When the next probe may be sent
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                        };
                        /**
                         * EndpointStopped
                         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                         */
                        stopped?: {
                            /**
                             * @description It answered 410 Gone, or messages to it failed for too long
                             * @enum {string}
                             */
                            why: "gone" | "failing";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            at: string;
                        };
                        /**
                         * EndpointDropped
                         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                         */
                        dropped?: {
                            /**
                             * @description The names of the headers
                             * @example [
                             *       "authorization"
                             *     ]
                             */
                            headers: string[];
                            /** @description Whether `user:password@` was removed from the URL */
                            login: boolean;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        url: string;
                        description: string;
                        version: number;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        channels: string[] | null;
                        /**
                         * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                         * @example {
                         *       "payload": {
                         *         "amount": {
                         *           "$gte": 100
                         *         }
                         *       }
                         *     }
                         */
                        filter?: {
                            [key: string]: unknown;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /**
                         * EndpointCircuit
                         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                         */
                        circuit?: {
                            /** @enum {string} */
                            state: "open" | "half-open";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When the next probe may be sent
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                        };
                        /**
                         * EndpointStopped
                         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                         */
                        stopped?: {
                            /**
                             * @description It answered 410 Gone, or messages to it failed for too long
                             * @enum {string}
                             */
                            why: "gone" | "failing";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            at: string;
                        };
                        /**
                         * EndpointDropped
                         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                         */
                        dropped?: {
                            /**
                             * @description The names of the headers
                             * @example [
                             *       "authorization"
                             *     ]
                             */
                            headers: string[];
                            /** @description Whether `user:password@` was removed from the URL */
                            login: boolean;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/webhook/"
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/webhook/ */
                    url: string;
                    /** @description The purpose of the endpoint */
                    description?: string;
                    version?: number | null;
                    disabled?: boolean;
                    uid?: string | null;
                    eventTypes?: string[] | null;
                    filterTypes?: string[] | null;
                    channels?: string[] | null;
                    filter?: {
                        [key: string]: unknown;
                    } | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    retrySchedule?: number[] | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        url: string;
                        description: string;
                        version: number;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        channels: string[] | null;
                        /**
                         * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                         * @example {
                         *       "payload": {
                         *         "amount": {
                         *           "$gte": 100
                         *         }
                         *       }
                         *     }
                         */
                        filter?: {
                            [key: string]: unknown;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /**
                         * EndpointCircuit
                         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                         */
                        circuit?: {
                            /** @enum {string} */
                            state: "open" | "half-open";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When the next probe may be sent
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                        };
                        /**
                         * EndpointStopped
                         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                         */
                        stopped?: {
                            /**
                             * @description It answered 410 Gone, or messages to it failed for too long
                             * @enum {string}
                             */
                            why: "gone" | "failing";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            at: string;
                        };
                        /**
                         * EndpointDropped
                         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                         */
                        dropped?: {
                            /**
                             * @description The names of the headers
                             * @example [
                             *       "authorization"
                             *     ]
                             */
                            headers: string[];
                            /** @description Whether `user:password@` was removed from the URL */
                            login: boolean;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        url: string;
                        description: string;
                        version: number;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        channels: string[] | null;
                        /**
                         * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                         * @example {
                         *       "payload": {
                         *         "amount": {
                         *           "$gte": 100
                         *         }
                         *       }
                         *     }
                         */
                        filter?: {
                            [key: string]: unknown;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /**
                         * EndpointCircuit
                         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                         */
                        circuit?: {
                            /** @enum {string} */
                            state: "open" | "half-open";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When the next probe may be sent
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                        };
                        /**
                         * EndpointStopped
                         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                         */
                        stopped?: {
                            /**
                             * @description It answered 410 Gone, or messages to it failed for too long
                             * @enum {string}
                             */
                            why: "gone" | "failing";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            at: string;
                        };
                        /**
                         * EndpointDropped
                         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                         */
                        dropped?: {
                            /**
                             * @description The names of the headers
                             * @example [
                             *       "authorization"
                             *     ]
                             */
                            headers: string[];
                            /** @description Whether `user:password@` was removed from the URL */
                            login: boolean;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    patch_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "disabled": true
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/webhook/ */
                    url?: string;
                    description?: string;
                    /** @deprecated */
                    version?: number;
                    disabled?: boolean;
                    uid?: string | null;
                    eventTypes?: string[] | null;
                    filterTypes?: string[] | null;
                    channels?: string[] | null;
                    filter?: {
                        [key: string]: unknown;
                    } | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    retrySchedule?: number[] | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        url: string;
                        description: string;
                        version: number;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        channels: string[] | null;
                        /**
                         * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                         * @example {
                         *       "payload": {
                         *         "amount": {
                         *           "$gte": 100
                         *         }
                         *       }
                         *     }
                         */
                        filter?: {
                            [key: string]: unknown;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /**
                         * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                         * @example [
                         *       5,
                         *       300,
                         *       1800
                         *     ]
                         */
                        retrySchedule?: number[];
                        /**
                         * EndpointCircuit
                         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                         */
                        circuit?: {
                            /** @enum {string} */
                            state: "open" | "half-open";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When the next probe may be sent
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                        };
                        /**
                         * EndpointStopped
                         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                         */
                        stopped?: {
                            /**
                             * @description It answered 410 Gone, or messages to it failed for too long
                             * @enum {string}
                             */
                            why: "gone" | "failing";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            at: string;
                        };
                        /**
                         * EndpointDropped
                         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                         */
                        dropped?: {
                            /**
                             * @description The names of the headers
                             * @example [
                             *       "authorization"
                             *     ]
                             */
                            headers: string[];
                            /** @description Whether `user:password@` was removed from the URL */
                            login: boolean;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.get-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `whsec_…`, or the public `whpk_…` of an Ed25519 pair
                         * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
                         */
                        key: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gracePeriodSeconds": 3600
                 *     }
                 */
                "application/json": {
                    key?: string | null;
                    gracePeriodSeconds?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `whsec_…`, or the public `whpk_…` of an Ed25519 pair
                         * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
                         */
                        key: string;
                    };
                };
            };
            /** @description The same to an SDK (C#, Java, Kotlin) whose method returns nothing */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.get-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example {
                         *       "x-region": "eu"
                         *     }
                         */
                        headers: {
                            [key: string]: string;
                        };
                        /**
                         * @description The names of headers whose values are not shown; all names for a portal token
                         * @example [
                         *       "authorization"
                         *     ]
                         */
                        sensitive: string[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.update-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "headers": {
                 *         "x-region": "eu"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @example {
                     *       "x-region": "eu"
                     *     }
                     */
                    headers: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.patch-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "headers": {
                 *         "x-region": "eu",
                 *         "x-old": null
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Null removes the header */
                    headers: {
                        [key: string]: string | null;
                    };
                    /** @description Names of headers to remove */
                    deleteHeaders?: string[];
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.filter.test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        /** @description Without `filter`, the endpoint's own is tested */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "payload": {
                 *           "amount": {
                 *             "$gte": 100
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    filter?: {
                        [key: string]: unknown;
                    } | null;
                    /** @description The id or eventId of one message, in place of the latest ones */
                    messageId?: string;
                    /** @description How many of the latest messages; 20 when absent */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many messages were looked at */
                        checked: number;
                        /** @description How many of them the endpoint would be sent */
                        matched: number;
                        /** @description Newest first */
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            messageId: string;
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            eventType: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                            /** @description Whether the endpoint would be sent the message */
                            matches: boolean;
                            /**
                             * @description Why not: the first reason. `payload-gone`: the filter cannot be asked
                             * @enum {string}
                             */
                            reason?: "disabled" | "other-endpoint" | "event-type" | "channels" | "filter" | "payload-gone";
                            /**
                             * EndpointFilterUnmet
                             * @description The first condition of the filter that is not fulfilled
                             */
                            unmet?: {
                                /**
                                 * @description The names that lead to the condition
                                 * @example [
                                 *       "payload",
                                 *       "amount"
                                 *     ]
                                 */
                                path: string[];
                                /**
                                 * @description What the value there does not fulfil
                                 * @example {
                                 *       "$gte": 100
                                 *     }
                                 */
                                condition: unknown;
                            };
                        }[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.get-stats": {
        parameters: {
            query?: {
                /** @description From this time on; 28 days before `until` when absent */
                since?: string;
                /** @description Up to this time; now when absent */
                until?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Attempts by status, and the deliveries that have not succeeded */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: number;
                        pending: number;
                        sending: number;
                        fail: number;
                        canceled: number;
                        /** @description Deliveries of messages created in this time that have not succeeded, by their present state */
                        undelivered: {
                            pending: number;
                            exhausted: number;
                            canceled: number;
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.get-attempt-stats": {
        parameters: {
            query?: {
                /** @description From the hour of this time on; 28 days before `until` when absent */
                since?: string;
                /** @description Up to the hour of this time; now when absent */
                until?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Attempts that succeeded and failed, and deliveries that were canceled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        success: number;
                        fail: number;
                        canceled: number;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.send-example": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventType": "svix.ping"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The event type's name
                     * @example invoice.paid
                     */
                    eventType: string;
                    /** @description The index of the schema's example; the first when absent */
                    exampleIndex?: number;
                    payload?: {
                        [key: string]: unknown;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The message's id
                         * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        eventId: string | null;
                        eventType: string;
                        /**
                         * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                         * @example {
                         *       "id": "inv_1",
                         *       "amount": 4200
                         *     }
                         */
                        payload: {
                            [key: string]: unknown;
                        };
                        /**
                         * @description The payload is text that is not a JSON object
                         * @enum {boolean}
                         */
                        isRaw?: true;
                        /**
                         * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                         * @enum {boolean}
                         */
                        isUnavailable?: true;
                        /** @description The content type of deliveries, when it is not application/json */
                        contentType?: string;
                        channels: string[] | null;
                        tags?: string[];
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        deliverAt?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        timestamp: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @example project_1337 */
                channel?: string;
                /** @description Only these event types */
                event_types?: string[];
                /** @description Only messages with this tag */
                tag?: string;
                /** @description Only items created before this time, with a precision of 4 ms */
                before?: string;
                /** @description Only items created at this time or later, with a precision of 4 ms */
                after?: string;
                /** @description Whether to include the content */
                with_content?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            eventType: string;
                            /**
                             * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                             * @example {
                             *       "id": "inv_1",
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            /**
                             * @description The payload is text that is not a JSON object
                             * @enum {boolean}
                             */
                            isRaw?: true;
                            /**
                             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                             * @enum {boolean}
                             */
                            isUnavailable?: true;
                            /** @description The content type of deliveries, when it is not application/json */
                            contentType?: string;
                            channels: string[] | null;
                            tags?: string[];
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            deliverAt?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.create": {
        parameters: {
            query?: {
                /** @description Whether to include the content */
                with_content?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventType": "invoice.paid",
                 *       "payload": {
                 *         "id": "inv_1",
                 *         "amount": 4200
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The event type's name
                     * @example invoice.paid
                     */
                    eventType: string;
                    /**
                     * @description The payload; it is delivered byte for byte as sent
                     * @example {
                     *       "id": "inv_1",
                     *       "amount": 4200
                     *     }
                     */
                    payload?: {
                        [key: string]: unknown;
                    };
                    /**
                     * @deprecated
                     * @description Another name for payload
                     * @example {
                     *       "id": "inv_1",
                     *       "amount": 4200
                     *     }
                     */
                    data?: {
                        [key: string]: unknown;
                    };
                    eventId?: string | null;
                    channels?: string[] | null;
                    tags?: string[] | null;
                    /** @description How many days the payload is kept; 90 when absent */
                    payloadRetentionPeriod?: number;
                    payloadRetentionHours?: number | null;
                    deliverAt?: string | null;
                    application?: unknown | null;
                    transformationsParams?: {
                        rawPayload?: string | null;
                        headers?: {
                            [key: string]: string;
                        } | null;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The message's id
                         * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        eventId: string | null;
                        eventType: string;
                        /**
                         * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                         * @example {
                         *       "id": "inv_1",
                         *       "amount": 4200
                         *     }
                         */
                        payload: {
                            [key: string]: unknown;
                        };
                        /**
                         * @description The payload is text that is not a JSON object
                         * @enum {boolean}
                         */
                        isRaw?: true;
                        /**
                         * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                         * @enum {boolean}
                         */
                        isUnavailable?: true;
                        /** @description The content type of deliveries, when it is not application/json */
                        contentType?: string;
                        channels: string[] | null;
                        tags?: string[];
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        deliverAt?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        timestamp: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.get": {
        parameters: {
            query?: {
                /** @description Whether to include the content */
                with_content?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The message's id
                         * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        eventId: string | null;
                        eventType: string;
                        /**
                         * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                         * @example {
                         *       "id": "inv_1",
                         *       "amount": 4200
                         *     }
                         */
                        payload: {
                            [key: string]: unknown;
                        };
                        /**
                         * @description The payload is text that is not a JSON object
                         * @enum {boolean}
                         */
                        isRaw?: true;
                        /**
                         * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                         * @enum {boolean}
                         */
                        isUnavailable?: true;
                        /** @description The content type of deliveries, when it is not application/json */
                        contentType?: string;
                        channels: string[] | null;
                        tags?: string[];
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        deliverAt?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        timestamp: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.expunge-content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.create-batch": {
        parameters: {
            query?: {
                /** @description Whether to include the content */
                with_content?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "messages": [
                 *         {
                 *           "eventType": "invoice.paid",
                 *           "payload": {
                 *             "id": "inv_1",
                 *             "amount": 4200
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    messages: {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        eventType: string;
                        /**
                         * @description The payload; it is delivered byte for byte as sent
                         * @example {
                         *       "id": "inv_1",
                         *       "amount": 4200
                         *     }
                         */
                        payload?: {
                            [key: string]: unknown;
                        };
                        /**
                         * @deprecated
                         * @description Another name for payload
                         * @example {
                         *       "id": "inv_1",
                         *       "amount": 4200
                         *     }
                         */
                        data?: {
                            [key: string]: unknown;
                        };
                        eventId?: string | null;
                        channels?: string[] | null;
                        tags?: string[] | null;
                        /** @description How many days the payload is kept; 90 when absent */
                        payloadRetentionPeriod?: number;
                        payloadRetentionHours?: number | null;
                        deliverAt?: string | null;
                        transformationsParams?: {
                            rawPayload?: string | null;
                            headers?: {
                                [key: string]: string;
                            } | null;
                        } | null;
                        idempotencyKey?: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description One result for each message, in their order */
                        data: {
                            /** @description 202 when the message was accepted; otherwise the status that a single request would get */
                            status: number;
                            /** MessageOut */
                            message?: {
                                /**
                                 * @description The message's id
                                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                                 */
                                id: string;
                                eventId: string | null;
                                eventType: string;
                                /**
                                 * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                                 * @example {
                                 *       "id": "inv_1",
                                 *       "amount": 4200
                                 *     }
                                 */
                                payload: {
                                    [key: string]: unknown;
                                };
                                /**
                                 * @description The payload is text that is not a JSON object
                                 * @enum {boolean}
                                 */
                                isRaw?: true;
                                /**
                                 * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                                 * @enum {boolean}
                                 */
                                isUnavailable?: true;
                                /** @description The content type of deliveries, when it is not application/json */
                                contentType?: string;
                                channels: string[] | null;
                                tags?: string[];
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                deliverAt?: string;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                timestamp: string;
                            };
                            error?: {
                                /** @example not_found */
                                code: string;
                                /** @example Entity not found */
                                detail: string;
                            } | {
                                detail: {
                                    /**
                                     * @description The location: `body`, `query` or `path`, then names
                                     * @example [
                                     *       "body",
                                     *       "eventType"
                                     *     ]
                                     */
                                    loc: string[];
                                    /** @description What is wrong */
                                    msg: string;
                                    /** @example value_error */
                                    type: string;
                                }[];
                            };
                        }[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.import.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The import's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /**
                         * @description `waiting`: for its file. `failed`: no entry after the counted ones was accepted
                         * @enum {string}
                         */
                        status: "waiting" | "running" | "finished" | "failed";
                        /** @description The number of entries read so far */
                        entries: number;
                        /** @description The number of entries accepted as messages */
                        accepted: number;
                        /** @description The number of entries refused; the report has the reasons */
                        refused: number;
                        /** @description Why the import failed */
                        reason?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                        /**
                         * @description The URL that takes the file as the body of one request, without a token: NDJSON, a JSON array or CSV (`eventType,payload,eventId,channels,tags,payloadRetentionPeriod,deliverAt,idempotencyKey`), UTF-8, optionally compressed with gzip. Each entry has the form of a message in a batch
                         * @example https://uploads.example.com/inbox/org_1/app_1/qtask_1?signature=x
                         */
                        uploadUrl: string;
                        /**
                         * @description The method of the upload request
                         * @enum {string}
                         */
                        method: "PUT";
                        /**
                         * Format: date-time
                         * @description Until when the file may be uploaded
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        expiresAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.import.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The import's id
                 * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The import's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /**
                         * @description `waiting`: for its file. `failed`: no entry after the counted ones was accepted
                         * @enum {string}
                         */
                        status: "waiting" | "running" | "finished" | "failed";
                        /** @description The number of entries read so far */
                        entries: number;
                        /** @description The number of entries accepted as messages */
                        accepted: number;
                        /** @description The number of entries refused; the report has the reasons */
                        refused: number;
                        /** @description Why the import failed */
                        reason?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.import.get-report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The import's id
                 * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.precheck": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventType": "invoice.paid"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The event type's name
                     * @example invoice.paid
                     */
                    eventType: string;
                    channels?: string[] | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether any endpoint would get such a message */
                        active: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.bulk-expunge-content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ids": [
                 *         "msg_1srOrx2ZWZBpBUvZwXKQmoEYga2"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Ids or eventIds of messages
                     * @example [
                     *       "msg_1srOrx2ZWZBpBUvZwXKQmoEYga2"
                     *     ]
                     */
                    ids?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What was done, by the id or eventId in the request */
                        results: {
                            [key: string]: "expunged" | "not-found";
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.expunge-all-contents": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.list-by-endpoint": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @example project_1337 */
                channel?: string;
                /** @description Only these event types */
                event_types?: string[];
                /** @description Only messages with this tag */
                tag?: string;
                /** @description Only items with this status: success, pending, fail, sending, canceled */
                status?: 0 | 1 | 2 | 3 | 4;
                /** @description Only attempts whose HTTP status code is in this class */
                status_code_class?: 0 | 100 | 200 | 300 | 400 | 500;
                /** @description Only items created before this time, with a precision of 4 ms */
                before?: string;
                /** @description Only items created at this time or later, with a precision of 4 ms */
                after?: string;
                /** @description Whether to include the content */
                with_content?: boolean;
                /** @description Whether to include the message of each attempt as `msg`, with its payload where the content is asked for */
                with_msg?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The attempt's id
                             * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            msgId: string;
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId: string;
                            /**
                             * @description Of its message
                             * @example invoice.paid
                             */
                            eventType: string;
                            /** @description The URL that the request used */
                            url: string;
                            /**
                             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
                             * @enum {integer}
                             */
                            status: 0 | 1 | 2 | 3 | 4;
                            /** @enum {string} */
                            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
                            /**
                             * @description 0 when there was no HTTP answer
                             * @example 200
                             */
                            responseStatusCode: number;
                            /** @description The start of the answer's body, or why there was no answer */
                            response: string;
                            responseDurationMs: number;
                            /**
                             * @description Why there was no HTTP answer
                             * @enum {string}
                             */
                            failure?: "timeout" | "blocked" | "dns" | "connection" | "tls" | "protocol";
                            /**
                             * @description Scheduled, manual
                             * @enum {integer}
                             */
                            triggerType: 0 | 1;
                            /** MessageOut */
                            msg?: {
                                /**
                                 * @description The message's id
                                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                                 */
                                id: string;
                                eventId: string | null;
                                eventType: string;
                                /**
                                 * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                                 * @example {
                                 *       "id": "inv_1",
                                 *       "amount": 4200
                                 *     }
                                 */
                                payload: {
                                    [key: string]: unknown;
                                };
                                /**
                                 * @description The payload is text that is not a JSON object
                                 * @enum {boolean}
                                 */
                                isRaw?: true;
                                /**
                                 * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                                 * @enum {boolean}
                                 */
                                isUnavailable?: true;
                                /** @description The content type of deliveries, when it is not application/json */
                                contentType?: string;
                                channels: string[] | null;
                                tags?: string[];
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                deliverAt?: string;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                timestamp: string;
                            };
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.list-by-msg": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @example project_1337 */
                channel?: string;
                /** @description Only these event types */
                event_types?: string[];
                /** @description Only messages with this tag */
                tag?: string;
                /** @description Only items with this status: success, pending, fail, sending, canceled */
                status?: 0 | 1 | 2 | 3 | 4;
                /** @description Only attempts whose HTTP status code is in this class */
                status_code_class?: 0 | 100 | 200 | 300 | 400 | 500;
                /** @description Only items created before this time, with a precision of 4 ms */
                before?: string;
                /** @description Only items created at this time or later, with a precision of 4 ms */
                after?: string;
                /** @description Whether to include the content */
                with_content?: boolean;
                /** @description Only attempts to this endpoint, by id or uid */
                endpoint_id?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The attempt's id
                             * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            msgId: string;
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId: string;
                            /**
                             * @description Of its message
                             * @example invoice.paid
                             */
                            eventType: string;
                            /** @description The URL that the request used */
                            url: string;
                            /**
                             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
                             * @enum {integer}
                             */
                            status: 0 | 1 | 2 | 3 | 4;
                            /** @enum {string} */
                            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
                            /**
                             * @description 0 when there was no HTTP answer
                             * @example 200
                             */
                            responseStatusCode: number;
                            /** @description The start of the answer's body, or why there was no answer */
                            response: string;
                            responseDurationMs: number;
                            /**
                             * @description Why there was no HTTP answer
                             * @enum {string}
                             */
                            failure?: "timeout" | "blocked" | "dns" | "connection" | "tls" | "protocol";
                            /**
                             * @description Scheduled, manual
                             * @enum {integer}
                             */
                            triggerType: 0 | 1;
                            /** MessageOut */
                            msg?: {
                                /**
                                 * @description The message's id
                                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                                 */
                                id: string;
                                eventId: string | null;
                                eventType: string;
                                /**
                                 * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                                 * @example {
                                 *       "id": "inv_1",
                                 *       "amount": 4200
                                 *     }
                                 */
                                payload: {
                                    [key: string]: unknown;
                                };
                                /**
                                 * @description The payload is text that is not a JSON object
                                 * @enum {boolean}
                                 */
                                isRaw?: true;
                                /**
                                 * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                                 * @enum {boolean}
                                 */
                                isUnavailable?: true;
                                /** @description The content type of deliveries, when it is not application/json */
                                contentType?: string;
                                channels: string[] | null;
                                tags?: string[];
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                deliverAt?: string;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                timestamp: string;
                            };
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
                /**
                 * @description The attempt's id
                 * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The attempt's id
                         * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /**
                         * @description The message's id
                         * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        msgId: string;
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        endpointId: string;
                        /**
                         * @description Of its message
                         * @example invoice.paid
                         */
                        eventType: string;
                        /** @description The URL that the request used */
                        url: string;
                        /**
                         * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
                         * @enum {integer}
                         */
                        status: 0 | 1 | 2 | 3 | 4;
                        /** @enum {string} */
                        statusText: "success" | "pending" | "fail" | "sending" | "canceled";
                        /**
                         * @description 0 when there was no HTTP answer
                         * @example 200
                         */
                        responseStatusCode: number;
                        /** @description The start of the answer's body, or why there was no answer */
                        response: string;
                        responseDurationMs: number;
                        /**
                         * @description Why there was no HTTP answer
                         * @enum {string}
                         */
                        failure?: "timeout" | "blocked" | "dns" | "connection" | "tls" | "protocol";
                        /**
                         * @description Scheduled, manual
                         * @enum {integer}
                         */
                        triggerType: 0 | 1;
                        /** MessageOut */
                        msg?: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            eventType: string;
                            /**
                             * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                             * @example {
                             *       "id": "inv_1",
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            /**
                             * @description The payload is text that is not a JSON object
                             * @enum {boolean}
                             */
                            isRaw?: true;
                            /**
                             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                             * @enum {boolean}
                             */
                            isUnavailable?: true;
                            /** @description The content type of deliveries, when it is not application/json */
                            contentType?: string;
                            channels: string[] | null;
                            tags?: string[];
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            deliverAt?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                        };
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        timestamp: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.get-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
                /**
                 * @description The attempt's id
                 * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description As the request had them, or would have had them where no connection was made; `***` in the place of what is sensitive
                         * @example {
                         *       "webhook-id": "msg_1srOrx2ZWZBpBUvZwXKQmoEYga2",
                         *       "content-type": "application/json",
                         *       "authorization": "***"
                         *     }
                         */
                        sentHeaders: {
                            [key: string]: string;
                        };
                        /**
                         * @description Names in lower case, and values, in the order of the answer; `***` in the place of what is sensitive
                         * @example [
                         *       [
                         *         "content-type",
                         *         "application/json"
                         *       ],
                         *       [
                         *         "set-cookie",
                         *         "***"
                         *       ]
                         *     ]
                         */
                        responseHeaders: string[][];
                        /**
                         * @description Names of the headers whose values are not shown
                         * @example [
                         *       "authorization",
                         *       "set-cookie"
                         *     ]
                         */
                        sensitive: string[];
                        /** @description Whether some headers are not kept, or the last value is not whole */
                        isCut: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.expunge-content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
                /**
                 * @description The attempt's id
                 * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.list-attempted-messages": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @example project_1337 */
                channel?: string;
                /** @description Only these event types */
                event_types?: string[];
                /** @description Only messages with this tag */
                tag?: string;
                /** @description Only items with this status: success, pending, fail, sending, canceled */
                status?: 0 | 1 | 2 | 3 | 4;
                /** @description Only items created before this time, with a precision of 4 ms */
                before?: string;
                /** @description Only items created at this time or later, with a precision of 4 ms */
                after?: string;
                /** @description Whether to include the content */
                with_content?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            eventType: string;
                            /**
                             * @description The payload as sent; `{}` without content; `{"expired":true}` when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
                             * @example {
                             *       "id": "inv_1",
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            /**
                             * @description The payload is text that is not a JSON object
                             * @enum {boolean}
                             */
                            isRaw?: true;
                            /**
                             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
                             * @enum {boolean}
                             */
                            isUnavailable?: true;
                            /** @description The content type of deliveries, when it is not application/json */
                            contentType?: string;
                            channels: string[] | null;
                            tags?: string[];
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            deliverAt?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                            /**
                             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
                             * @enum {integer}
                             */
                            status: 0 | 1 | 2 | 3 | 4;
                            /** @enum {string} */
                            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            nextAttempt?: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.list-attempted-destinations": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            uid: string | null;
                            url: string;
                            description: string;
                            version: number;
                            disabled: boolean;
                            eventTypes: string[] | null;
                            filterTypes: string[] | null;
                            channels: string[] | null;
                            /**
                             * @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is
                             * @example {
                             *       "payload": {
                             *         "amount": {
                             *           "$gte": 100
                             *         }
                             *       }
                             *     }
                             */
                            filter?: {
                                [key: string]: unknown;
                            };
                            throttleRate: number | null;
                            rateLimit: number | null;
                            /**
                             * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                             * @example [
                             *       5,
                             *       300,
                             *       1800
                             *     ]
                             */
                            retrySchedule?: number[];
                            /**
                             * EndpointCircuit
                             * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
                             */
                            circuit?: {
                                /** @enum {string} */
                                state: "open" | "half-open";
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                since: string;
                                /**
                                 * Format: date-time
                                 * @description When the next probe may be sent
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                until?: string;
                            };
                            /**
                             * EndpointStopped
                             * @description Why and when Posthorn disabled the endpoint; absent where a caller did
                             */
                            stopped?: {
                                /**
                                 * @description It answered 410 Gone, or messages to it failed for too long
                                 * @enum {string}
                                 */
                                why: "gone" | "failing";
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                at: string;
                            };
                            /**
                             * EndpointDropped
                             * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
                             */
                            dropped?: {
                                /**
                                 * @description The names of the headers
                                 * @example [
                                 *       "authorization"
                                 *     ]
                                 */
                                headers: string[];
                                /** @description Whether `user:password@` was removed from the URL */
                                login: boolean;
                            };
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                            /**
                             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
                             * @enum {integer}
                             */
                            status: 0 | 1 | 2 | 3 | 4;
                            /** @enum {string} */
                            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
                            nextAttempt: string | null;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message-attempt.resend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                msg_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.delivery.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description Only items created before this time, with a precision of 4 ms */
                before?: string;
                /** @description Only items created at this time or later, with a precision of 4 ms */
                after?: string;
                /** @description Only deliveries in this state; `undelivered` means every state except succeeded */
                state?: "pending" | "succeeded" | "exhausted" | "canceled" | "undelivered";
                /** @description Only deliveries to this endpoint, by id or uid; a deleted endpoint by its id */
                endpoint_id?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            msgId: string;
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId: string;
                            eventType: string;
                            channels: string[] | null;
                            /**
                             * @description `pending`: an attempt follows. `succeeded`: the endpoint accepted it. `exhausted`: all attempts of the schedule failed. `canceled`: it was stopped, see `reason`.
                             * @enum {string}
                             */
                            state: "pending" | "succeeded" | "exhausted" | "canceled";
                            reason: string | null;
                            waitsFor: ("scheduled" | "retry" | "circuit" | "retry-after" | "rate" | "proxy" | "payload" | "disabled" | "deleted" | "turn" | "attempt") | null;
                            nextAttempt: string | null;
                            /** @description The number of scheduled attempts made */
                            attempts: number;
                            /** @description The number of manual attempts made: resends, recoveries, replays */
                            manualAttempts: number;
                            lastAttempt: {
                                /**
                                 * @description The attempt's id
                                 * @example atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2
                                 */
                                id: string;
                                /**
                                 * @description Success, fail
                                 * @enum {integer}
                                 */
                                status: 0 | 2;
                                /** @description 0 when there was no HTTP answer */
                                responseStatusCode: number;
                                failure: ("timeout" | "blocked" | "dns" | "connection" | "tls" | "protocol") | null;
                                /**
                                 * @description Scheduled, manual
                                 * @enum {integer}
                                 */
                                triggerType: 0 | 1;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                timestamp: string;
                            } | null;
                            /**
                             * Format: date-time
                             * @description When the message was created
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            timestamp: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description Only `pollingEndpoint` is there: messages that its owner polls for
                             * @example pollingEndpoint
                             */
                            type: string;
                            /** @description A polling endpoint has none */
                            config: Record<string, never>;
                            /**
                             * @description The destination's id
                             * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            uid: string | null;
                            /**
                             * @example enabled
                             * @enum {string}
                             */
                            status: "enabled" | "disabled";
                            /** @description Where a poll without an iterator begins: always with the first message that is kept */
                            currentIterator: string;
                            /** @description A polling endpoint does not fail */
                            failureReason: null;
                            /** @description A polling endpoint does not fail */
                            nextRetryAt: null;
                            /** @description Kept for SDKs: a poll says its own limit */
                            batchSize: number;
                            /** @description Kept for SDKs: a poll says its own `wait` */
                            maxWaitSecs: number;
                            eventTypes?: string[];
                            channels?: string[];
                            /**
                             * @example {
                             *       "plan": "pro"
                             *     }
                             */
                            metadata: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "pollingEndpoint",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Only `pollingEndpoint` is there: messages that its owner polls for
                     * @example pollingEndpoint
                     */
                    type: string;
                    config?: Record<string, never> | null;
                    uid?: string | null;
                    /**
                     * @description Polls of a disabled one find nothing, and its consumers keep their places
                     * @enum {string}
                     */
                    status?: "enabled" | "disabled";
                    /** @description Kept for SDKs: a poll says its own limit */
                    batchSize?: number;
                    /** @description Kept for SDKs: a poll says its own `wait` */
                    maxWaitSecs?: number;
                    eventTypes?: string[] | null;
                    channels?: string[] | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Only `pollingEndpoint` is there: messages that its owner polls for
                         * @example pollingEndpoint
                         */
                        type: string;
                        /** @description A polling endpoint has none */
                        config: Record<string, never>;
                        /**
                         * @description The destination's id
                         * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        /**
                         * @example enabled
                         * @enum {string}
                         */
                        status: "enabled" | "disabled";
                        /** @description Where a poll without an iterator begins: always with the first message that is kept */
                        currentIterator: string;
                        /** @description A polling endpoint does not fail */
                        failureReason: null;
                        /** @description A polling endpoint does not fail */
                        nextRetryAt: null;
                        /** @description Kept for SDKs: a poll says its own limit */
                        batchSize: number;
                        /** @description Kept for SDKs: a poll says its own `wait` */
                        maxWaitSecs: number;
                        eventTypes?: string[];
                        channels?: string[];
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Only `pollingEndpoint` is there: messages that its owner polls for
                         * @example pollingEndpoint
                         */
                        type: string;
                        /** @description A polling endpoint has none */
                        config: Record<string, never>;
                        /**
                         * @description The destination's id
                         * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        /**
                         * @example enabled
                         * @enum {string}
                         */
                        status: "enabled" | "disabled";
                        /** @description Where a poll without an iterator begins: always with the first message that is kept */
                        currentIterator: string;
                        /** @description A polling endpoint does not fail */
                        failureReason: null;
                        /** @description A polling endpoint does not fail */
                        nextRetryAt: null;
                        /** @description Kept for SDKs: a poll says its own limit */
                        batchSize: number;
                        /** @description Kept for SDKs: a poll says its own `wait` */
                        maxWaitSecs: number;
                        eventTypes?: string[];
                        channels?: string[];
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.upsert": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "pollingEndpoint",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Only `pollingEndpoint` is there: messages that its owner polls for
                     * @example pollingEndpoint
                     */
                    type: string;
                    config?: Record<string, never> | null;
                    uid?: string | null;
                    /**
                     * @description Polls of a disabled one find nothing, and its consumers keep their places
                     * @enum {string}
                     */
                    status?: "enabled" | "disabled";
                    /** @description Kept for SDKs: a poll says its own limit */
                    batchSize?: number;
                    /** @description Kept for SDKs: a poll says its own `wait` */
                    maxWaitSecs?: number;
                    eventTypes?: string[] | null;
                    channels?: string[] | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Only `pollingEndpoint` is there: messages that its owner polls for
                         * @example pollingEndpoint
                         */
                        type: string;
                        /** @description A polling endpoint has none */
                        config: Record<string, never>;
                        /**
                         * @description The destination's id
                         * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        /**
                         * @example enabled
                         * @enum {string}
                         */
                        status: "enabled" | "disabled";
                        /** @description Where a poll without an iterator begins: always with the first message that is kept */
                        currentIterator: string;
                        /** @description A polling endpoint does not fail */
                        failureReason: null;
                        /** @description A polling endpoint does not fail */
                        nextRetryAt: null;
                        /** @description Kept for SDKs: a poll says its own limit */
                        batchSize: number;
                        /** @description Kept for SDKs: a poll says its own `wait` */
                        maxWaitSecs: number;
                        eventTypes?: string[];
                        channels?: string[];
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Only `pollingEndpoint` is there: messages that its owner polls for
                         * @example pollingEndpoint
                         */
                        type: string;
                        /** @description A polling endpoint has none */
                        config: Record<string, never>;
                        /**
                         * @description The destination's id
                         * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        /**
                         * @example enabled
                         * @enum {string}
                         */
                        status: "enabled" | "disabled";
                        /** @description Where a poll without an iterator begins: always with the first message that is kept */
                        currentIterator: string;
                        /** @description A polling endpoint does not fail */
                        failureReason: null;
                        /** @description A polling endpoint does not fail */
                        nextRetryAt: null;
                        /** @description Kept for SDKs: a poll says its own limit */
                        batchSize: number;
                        /** @description Kept for SDKs: a poll says its own `wait` */
                        maxWaitSecs: number;
                        eventTypes?: string[];
                        channels?: string[];
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.patch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "disabled"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Only `pollingEndpoint` is there: messages that its owner polls for
                     * @example pollingEndpoint
                     */
                    type?: string;
                    config?: Record<string, never> | null;
                    uid?: string | null;
                    /**
                     * @description Polls of a disabled one find nothing, and its consumers keep their places
                     * @enum {string}
                     */
                    status?: "enabled" | "disabled";
                    /** @description Kept for SDKs: a poll says its own limit */
                    batchSize?: number;
                    /** @description Kept for SDKs: a poll says its own `wait` */
                    maxWaitSecs?: number;
                    eventTypes?: string[] | null;
                    channels?: string[] | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Only `pollingEndpoint` is there: messages that its owner polls for
                         * @example pollingEndpoint
                         */
                        type: string;
                        /** @description A polling endpoint has none */
                        config: Record<string, never>;
                        /**
                         * @description The destination's id
                         * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        uid: string | null;
                        /**
                         * @example enabled
                         * @enum {string}
                         */
                        status: "enabled" | "disabled";
                        /** @description Where a poll without an iterator begins: always with the first message that is kept */
                        currentIterator: string;
                        /** @description A polling endpoint does not fail */
                        failureReason: null;
                        /** @description A polling endpoint does not fail */
                        nextRetryAt: null;
                        /** @description Kept for SDKs: a poll says its own limit */
                        batchSize: number;
                        /** @description Kept for SDKs: a poll says its own `wait` */
                        maxWaitSecs: number;
                        eventTypes?: string[];
                        channels?: string[];
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.destination.list-consumers": {
        parameters: {
            query?: {
                /** @description The most consumers on a page */
                limit?: number;
                /** @description The `iterator` of the page before */
                iterator?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The name that its client polls under
                             * @example worker-1
                             */
                            id: string;
                            lastPollAt: string | null;
                            /**
                             * @description How many messages it has not acknowledged; 250: so many or more
                             * @example 12
                             */
                            lag: number;
                            lagSince: string | null;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.poller.poll": {
        parameters: {
            query?: {
                /** @description At most so many messages */
                limit?: number;
                /** @description The iterator of the page before */
                iterator?: string;
                /**
                 * @description The event type's name
                 * @example invoice.paid
                 */
                event_type?: string;
                /** @example project_1337 */
                channel?: string;
                /** @description Only messages of this time or later; as exact as 4 ms */
                after?: string;
                /** @description How many seconds the poll may be held open until there is a message. A server in AWS Lambda answers at once */
                wait?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                sink_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            eventType: string;
                            /**
                             * @description As in a message
                             * @example {
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            channels: string[] | null;
                            tags: string[] | null;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            timestamp: string;
                            deliverAt: string | null;
                            headers: {
                                [key: string]: string;
                            } | null;
                        }[];
                        /** @description Give it to the next poll; of a consumer, this acknowledges the page */
                        iterator: string;
                        /** @description Nothing follows for now */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.poller.consumer-poll": {
        parameters: {
            query?: {
                /** @description At most so many messages */
                limit?: number;
                /** @description The iterator of the page before */
                iterator?: string;
                /** @description How many seconds the poll may be held open until there is a message. A server in AWS Lambda answers at once */
                wait?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                sink_id: string;
                /**
                 * @description A name that the caller chooses for a client, 1 to 256 characters of a-zA-Z0-9-_.; its place is kept
                 * @example worker-1
                 */
                consumer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            eventType: string;
                            /**
                             * @description As in a message
                             * @example {
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            channels: string[] | null;
                            tags: string[] | null;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            timestamp: string;
                            deliverAt: string | null;
                            headers: {
                                [key: string]: string;
                            } | null;
                        }[];
                        /** @description Give it to the next poll; of a consumer, this acknowledges the page */
                        iterator: string;
                        /** @description Nothing follows for now */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.message.poller.consumer-seek": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                sink_id: string;
                /**
                 * @description A name that the caller chooses for a client, 1 to 256 characters of a-zA-Z0-9-_.; its place is kept
                 * @example worker-1
                 */
                consumer_id: string;
            };
            cookie?: never;
        };
        /** @description Messages of this time or later follow */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "after": "2026-11-22T14:05:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    after: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of the place */
                        iterator: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v2.message.poller.consumer-poll": {
        parameters: {
            query?: {
                /** @description At most so many messages */
                limit?: number;
                /** @description How long the messages are kept for this client before they come again */
                lease_duration_ms?: number;
                /** @description Where a consumer that never polled begins: with the first message that is kept (the default), or with what comes now */
                starting_position?: "earliest" | "latest";
                /** @description How many seconds the poll may be held open until there is a message. A server in AWS Lambda answers at once */
                wait?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                sink_id: string;
                /**
                 * @description A name that the caller chooses for a client, 1 to 256 characters of a-zA-Z0-9-_.; its place is kept
                 * @example worker-1
                 */
                consumer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description The message's number in this consumer */
                            offset: number;
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            eventId: string | null;
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            eventType: string;
                            /**
                             * @description As in a message
                             * @example {
                             *       "amount": 4200
                             *     }
                             */
                            payload: {
                                [key: string]: unknown;
                            };
                            channels: string[] | null;
                            tags: string[] | null;
                            /**
                             * Format: date-time
                             * @description When it was accepted
                             */
                            timestamp: string;
                            deliverAt: string | null;
                            headers: {
                                [key: string]: string;
                            } | null;
                        }[];
                        /** @description Nothing follows for now */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v2.message.poller.consumer-commit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example sink_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                sink_id: string;
                /**
                 * @description A name that the caller chooses for a client, 1 to 256 characters of a-zA-Z0-9-_.; its place is kept
                 * @example worker-1
                 */
                consumer_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "offset": 41
                 *     }
                 */
                "application/json": {
                    /** @description All messages up to this one are acknowledged */
                    offset: number;
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.recover": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The beginning of the range
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    since: string;
                    until?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.replay-missing": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The beginning of the range
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    since: string;
                    until?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.bulk-replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00Z",
                 *       "status": 2
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The beginning of the range
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    since: string;
                    until?: string | null;
                    status?: (0 | 1 | 2 | 3 | 4) | null;
                    statusCodeClass?: (0 | 100 | 200 | 300 | 400 | 500) | null;
                    eventTypes?: string[] | null;
                    channel?: string | null;
                    tag?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.endpoint.cancel-messages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": {
                    since?: string | null;
                    until?: string | null;
                    eventTypes?: string[] | null;
                    channel?: string | null;
                    tag?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.background-task.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
                /** @description Only tasks in this state */
                status?: "running" | "finished" | "failed";
                /** @description Only tasks of this kind. Imports are listed only when asked for here, because SDKs do not know them */
                task?: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The task's id
                             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            /** @enum {string} */
                            status: "running" | "finished" | "failed";
                            /** @enum {string} */
                            task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                            /** @description The progress or the result of the task */
                            data: {
                                appId?: string;
                                endpointId?: string;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                since?: string;
                                /**
                                 * Format: date-time
                                 * @example 2026-11-22T14:05:00.123Z
                                 */
                                until?: string;
                                /** @description The number of messages that the task sends again */
                                resent?: number;
                                /** @description The number of these whose attempt is still to be made */
                                outstanding?: number;
                                /** @description The number of messages whose content was expunged */
                                expunged?: number;
                                /** @description The number of deliveries that were canceled */
                                canceled?: number;
                                /** @description The number of entries of an imported file that were accepted */
                                accepted?: number;
                                /** @description The number of entries of an imported file that were refused */
                                refused?: number;
                                /** @description The result of `application.stats`, when the task has finished; not in a list */
                                appStats?: {
                                    appId: string;
                                    appUid: string | null;
                                    /** @description The number of attempts made */
                                    messageDestinations: number;
                                }[];
                                /** @description The result of `event-type.aggregate`, when the task has finished; not in a list */
                                event_types?: {
                                    appId: string;
                                    /** @description All event types that the application's endpoints name */
                                    explicitlySubscribedEventTypes: string[];
                                    /** @description Whether an endpoint takes all event types */
                                    hasCatchAllEndpoint: boolean;
                                }[];
                                /** @description Why the task failed */
                                reason?: string;
                            };
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.background-task.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The task's id
                 * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                        /** @description The progress or the result of the task */
                        data: {
                            appId?: string;
                            endpointId?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            until?: string;
                            /** @description The number of messages that the task sends again */
                            resent?: number;
                            /** @description The number of these whose attempt is still to be made */
                            outstanding?: number;
                            /** @description The number of messages whose content was expunged */
                            expunged?: number;
                            /** @description The number of deliveries that were canceled */
                            canceled?: number;
                            /** @description The number of entries of an imported file that were accepted */
                            accepted?: number;
                            /** @description The number of entries of an imported file that were refused */
                            refused?: number;
                            /** @description The result of `application.stats`, when the task has finished; not in a list */
                            appStats?: {
                                appId: string;
                                appUid: string | null;
                                /** @description The number of attempts made */
                                messageDestinations: number;
                            }[];
                            /** @description The result of `event-type.aggregate`, when the task has finished; not in a list */
                            event_types?: {
                                appId: string;
                                /** @description All event types that the application's endpoints name */
                                explicitlySubscribedEventTypes: string[];
                                /** @description Whether an endpoint takes all event types */
                                hasCatchAllEndpoint: boolean;
                            }[];
                            /** @description Why the task failed */
                            reason?: string;
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.attention.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The entry's id: it does not change while the problem lasts
                             * @example attn_1764464181000_circuit-open_ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            /**
                             * @description The kind of problem
                             * @enum {string}
                             */
                            kind: "circuit-open" | "endpoint-disabled" | "delivery-exhausted" | "task-failed" | "import-failed" | "import-refusals" | "proxy-failing";
                            /**
                             * @description The application's id
                             * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            appId?: string;
                            /** @description The application's uid, if it has one */
                            appUid?: string;
                            /** @description The application's name */
                            appName?: string;
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId?: string;
                            /** @description The endpoint's URL, without a login */
                            endpointUrl?: string;
                            /**
                             * @description The latest exhausted message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            messageId?: string;
                            /**
                             * @description The task's id
                             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            taskId?: string;
                            /**
                             * @description The import's id
                             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            importId?: string;
                            /** @description How many messages were exhausted, or entries refused */
                            count?: number;
                            /**
                             * Format: date-time
                             * @description When it began
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            since: string;
                            /**
                             * Format: date-time
                             * @description When it was seen last
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            last: string;
                            /** @description One sentence on what happened */
                            reason: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.attention.dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The entry's id
                 * @example attn_1764464181000_circuit-open_ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                attention_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.find": {
        parameters: {
            query: {
                /**
                 * @description An id, a uid, an eventId, a name or its beginning; or two with a slash: application/endpoint, application/message, message/attempt
                 * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description At most 20, exact matches first */
                        data: {
                            /**
                             * @description What was found
                             * @enum {string}
                             */
                            type: "application" | "endpoint" | "message" | "attempt" | "task" | "import" | "event-type";
                            /**
                             * @description Its id; an event type's name
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            /** @description Its uid, or a message's eventId, if it has one */
                            uid?: string;
                            /** @description An application's or event type's name, an endpoint's description or URL, a message's event type, a task's kind */
                            name?: string;
                            /**
                             * @description The application's id
                             * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            appId?: string;
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId?: string;
                            /**
                             * @description The message's id
                             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            messageId?: string;
                        }[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.list": {
        parameters: {
            query?: {
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
                /** @description The order of the items */
                order?: "ascending" | "descending";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            id: string;
                            url: string;
                            uid: string | null;
                            description: string;
                            disabled: boolean;
                            eventTypes: string[] | null;
                            filterTypes: string[] | null;
                            /**
                             * @example {
                             *       "plan": "pro"
                             *     }
                             */
                            metadata: {
                                [key: string]: string;
                            };
                            throttleRate: number | null;
                            rateLimit: number | null;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                        }[];
                        iterator: string | null;
                        /** @description The value of `iterator` for the previous page */
                        prevIterator?: string;
                        /** @description Whether no items follow in this direction */
                        done: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/webhook/",
                 *       "filterTypes": [
                 *         "endpoint.disabled"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/webhook/ */
                    url: string;
                    uid?: string | null;
                    /** @description The purpose of the endpoint */
                    description?: string;
                    disabled?: boolean;
                    eventTypes?: string[] | null;
                    filterTypes?: string[] | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                    secret?: string | null;
                    headers?: {
                        [key: string]: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        url: string;
                        uid: string | null;
                        description: string;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        url: string;
                        uid: string | null;
                        description: string;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/webhook/"
                 *     }
                 */
                "application/json": {
                    /** @example https://example.com/webhook/ */
                    url: string;
                    uid?: string | null;
                    /** @description The purpose of the endpoint */
                    description?: string;
                    disabled?: boolean;
                    eventTypes?: string[] | null;
                    filterTypes?: string[] | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    throttleRate?: number | null;
                    rateLimit?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        url: string;
                        uid: string | null;
                        description: string;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The endpoint's id
                         * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        url: string;
                        uid: string | null;
                        description: string;
                        disabled: boolean;
                        eventTypes: string[] | null;
                        filterTypes: string[] | null;
                        /**
                         * @example {
                         *       "plan": "pro"
                         *     }
                         */
                        metadata: {
                            [key: string]: string;
                        };
                        throttleRate: number | null;
                        rateLimit: number | null;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.get-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `whsec_…`, or the public `whpk_…` of an Ed25519 pair
                         * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
                         */
                        key: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gracePeriodSeconds": 3600
                 *     }
                 */
                "application/json": {
                    key?: string | null;
                    gracePeriodSeconds?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `whsec_…`, or the public `whpk_…` of an Ed25519 pair
                         * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
                         */
                        key: string;
                    };
                };
            };
            /** @description The same to an SDK (C#, Java, Kotlin) whose method returns nothing */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.get-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example {
                         *       "x-region": "eu"
                         *     }
                         */
                        headers: {
                            [key: string]: string;
                        };
                        /**
                         * @description The names of headers whose values are not shown; all names for a portal token
                         * @example [
                         *       "authorization"
                         *     ]
                         */
                        sensitive: string[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.operational-webhook.endpoint.update-headers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "headers": {
                 *         "x-region": "eu"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @example {
                     *       "x-region": "eu"
                     *     }
                     */
                    headers: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.environment.export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example 1 */
                        version: number;
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        createdAt: string;
                        eventTypes: {
                            /**
                             * @description The event type's name
                             * @example invoice.paid
                             */
                            name: string;
                            description: string;
                            archived: boolean;
                            deprecated: boolean;
                            schemas: {
                                [key: string]: unknown;
                            } | null;
                            featureFlag: string | null;
                            featureFlags?: string[];
                            groupName?: string;
                            /**
                             * @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule
                             * @example [
                             *       5,
                             *       300,
                             *       1800
                             *     ]
                             */
                            retrySchedule?: number[];
                            /** @description Present only when it is set */
                            validatePayload?: boolean;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T14:05:00.123Z
                             */
                            updatedAt: string;
                        }[];
                        connectors: Record<string, never>[];
                        /** EnvironmentSettingsOut */
                        settings: {
                            /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                            validatePayload: boolean;
                            displayName: string | null;
                            logoUrl: string | null;
                            customFontFamily: string | null;
                            /** @description Whether the portal shows channels and filters by them; true by default */
                            enableChannels: boolean;
                            /** @description Whether the portal shows tags of messages and filters by them; true by default */
                            enableMessageTags: boolean;
                            colorPaletteLight: {
                                primary?: string | null;
                                backgroundPrimary?: string | null;
                                backgroundSecondary?: string | null;
                                backgroundHover?: string | null;
                                textPrimary?: string | null;
                                textSecondary?: string | null;
                                textDanger?: string | null;
                                interactiveAccent?: string | null;
                                navigationAccent?: string | null;
                                buttonPrimary?: string | null;
                                borderPrimary?: string | null;
                            } | null;
                            colorPaletteDark: {
                                primary?: string | null;
                                backgroundPrimary?: string | null;
                                backgroundSecondary?: string | null;
                                backgroundHover?: string | null;
                                textPrimary?: string | null;
                                textSecondary?: string | null;
                                textDanger?: string | null;
                                interactiveAccent?: string | null;
                                navigationAccent?: string | null;
                                buttonPrimary?: string | null;
                                borderPrimary?: string | null;
                            } | null;
                            customThemeOverride: {
                                borderRadius?: {
                                    button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                    card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                    input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                } | null;
                                fontSize?: {
                                    base?: number | null;
                                } | null;
                            } | null;
                            customStringsOverride: {
                                channelsOne?: string | null;
                                channelsMany?: string | null;
                                channelsHelp?: string | null;
                            } | null;
                        };
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.environment.import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventTypes": [
                 *         {
                 *           "name": "invoice.paid",
                 *           "description": "An invoice was paid"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    eventTypes?: {
                        /**
                         * @description The event type's name
                         * @example invoice.paid
                         */
                        name: string;
                        /** @description The event type's description */
                        description: string;
                        archived?: boolean;
                        deprecated?: boolean;
                        schemas?: {
                            [key: string]: unknown;
                        } | null;
                        featureFlag?: string | null;
                        featureFlags?: string[] | null;
                        groupName?: string | null;
                        retrySchedule?: number[] | null;
                        validatePayload?: boolean | null;
                    }[] | null;
                    settings?: {
                        /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                        validatePayload?: boolean;
                        displayName?: string | null;
                        logoUrl?: string | null;
                        customFontFamily?: string | null;
                        /** @description Whether the portal shows channels and filters by them; true by default */
                        enableChannels?: boolean;
                        /** @description Whether the portal shows tags of messages and filters by them; true by default */
                        enableMessageTags?: boolean;
                        colorPaletteLight?: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        colorPaletteDark?: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        customThemeOverride?: {
                            borderRadius?: {
                                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            } | null;
                            fontSize?: {
                                base?: number | null;
                            } | null;
                        } | null;
                        customStringsOverride?: {
                            channelsOne?: string | null;
                            channelsMany?: string | null;
                            channelsHelp?: string | null;
                        } | null;
                        enableTransformations?: false | null;
                        enableIntegrationManagement?: false | null;
                        enableMessageStream?: false | null;
                        enableOtlp?: false | null;
                        enableEndpointMtlsConfig?: false | null;
                        enableEndpointOauthConfig?: false | null;
                        showSvixBrandFooter?: false | null;
                        showUseSvixPlay?: false | null;
                    } | null;
                };
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.environment.get-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                        validatePayload: boolean;
                        displayName: string | null;
                        logoUrl: string | null;
                        customFontFamily: string | null;
                        /** @description Whether the portal shows channels and filters by them; true by default */
                        enableChannels: boolean;
                        /** @description Whether the portal shows tags of messages and filters by them; true by default */
                        enableMessageTags: boolean;
                        colorPaletteLight: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        colorPaletteDark: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        customThemeOverride: {
                            borderRadius?: {
                                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            } | null;
                            fontSize?: {
                                base?: number | null;
                            } | null;
                        } | null;
                        customStringsOverride: {
                            channelsOne?: string | null;
                            channelsMany?: string | null;
                            channelsHelp?: string | null;
                        } | null;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.environment.update-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "validatePayload": true,
                 *       "displayName": "Acme",
                 *       "colorPaletteLight": {
                 *         "primary": "#7c3aed",
                 *         "textPrimary": "#1f1235"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                    validatePayload?: boolean;
                    displayName?: string | null;
                    logoUrl?: string | null;
                    customFontFamily?: string | null;
                    /** @description Whether the portal shows channels and filters by them; true by default */
                    enableChannels?: boolean;
                    /** @description Whether the portal shows tags of messages and filters by them; true by default */
                    enableMessageTags?: boolean;
                    colorPaletteLight?: {
                        primary?: string | null;
                        backgroundPrimary?: string | null;
                        backgroundSecondary?: string | null;
                        backgroundHover?: string | null;
                        textPrimary?: string | null;
                        textSecondary?: string | null;
                        textDanger?: string | null;
                        interactiveAccent?: string | null;
                        navigationAccent?: string | null;
                        buttonPrimary?: string | null;
                        borderPrimary?: string | null;
                    } | null;
                    colorPaletteDark?: {
                        primary?: string | null;
                        backgroundPrimary?: string | null;
                        backgroundSecondary?: string | null;
                        backgroundHover?: string | null;
                        textPrimary?: string | null;
                        textSecondary?: string | null;
                        textDanger?: string | null;
                        interactiveAccent?: string | null;
                        navigationAccent?: string | null;
                        buttonPrimary?: string | null;
                        borderPrimary?: string | null;
                    } | null;
                    customThemeOverride?: {
                        borderRadius?: {
                            button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                        } | null;
                        fontSize?: {
                            base?: number | null;
                        } | null;
                    } | null;
                    customStringsOverride?: {
                        channelsOne?: string | null;
                        channelsMany?: string | null;
                        channelsHelp?: string | null;
                    } | null;
                    enableTransformations?: false | null;
                    enableIntegrationManagement?: false | null;
                    enableMessageStream?: false | null;
                    enableOtlp?: false | null;
                    enableEndpointMtlsConfig?: false | null;
                    enableEndpointOauthConfig?: false | null;
                    showSvixBrandFooter?: false | null;
                    showUseSvixPlay?: false | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                        validatePayload: boolean;
                        displayName: string | null;
                        logoUrl: string | null;
                        customFontFamily: string | null;
                        /** @description Whether the portal shows channels and filters by them; true by default */
                        enableChannels: boolean;
                        /** @description Whether the portal shows tags of messages and filters by them; true by default */
                        enableMessageTags: boolean;
                        colorPaletteLight: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        colorPaletteDark: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        customThemeOverride: {
                            borderRadius?: {
                                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            } | null;
                            fontSize?: {
                                base?: number | null;
                            } | null;
                        } | null;
                        customStringsOverride: {
                            channelsOne?: string | null;
                            channelsMany?: string | null;
                            channelsHelp?: string | null;
                        } | null;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.environment.patch-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "validatePayload": true,
                 *       "displayName": "Acme",
                 *       "colorPaletteLight": {
                 *         "primary": "#7c3aed",
                 *         "textPrimary": "#1f1235"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                    validatePayload?: boolean;
                    displayName?: string | null;
                    logoUrl?: string | null;
                    customFontFamily?: string | null;
                    /** @description Whether the portal shows channels and filters by them; true by default */
                    enableChannels?: boolean;
                    /** @description Whether the portal shows tags of messages and filters by them; true by default */
                    enableMessageTags?: boolean;
                    colorPaletteLight?: {
                        primary?: string | null;
                        backgroundPrimary?: string | null;
                        backgroundSecondary?: string | null;
                        backgroundHover?: string | null;
                        textPrimary?: string | null;
                        textSecondary?: string | null;
                        textDanger?: string | null;
                        interactiveAccent?: string | null;
                        navigationAccent?: string | null;
                        buttonPrimary?: string | null;
                        borderPrimary?: string | null;
                    } | null;
                    colorPaletteDark?: {
                        primary?: string | null;
                        backgroundPrimary?: string | null;
                        backgroundSecondary?: string | null;
                        backgroundHover?: string | null;
                        textPrimary?: string | null;
                        textSecondary?: string | null;
                        textDanger?: string | null;
                        interactiveAccent?: string | null;
                        navigationAccent?: string | null;
                        buttonPrimary?: string | null;
                        borderPrimary?: string | null;
                    } | null;
                    customThemeOverride?: {
                        borderRadius?: {
                            button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                        } | null;
                        fontSize?: {
                            base?: number | null;
                        } | null;
                    } | null;
                    customStringsOverride?: {
                        channelsOne?: string | null;
                        channelsMany?: string | null;
                        channelsHelp?: string | null;
                    } | null;
                    enableTransformations?: false | null;
                    enableIntegrationManagement?: false | null;
                    enableMessageStream?: false | null;
                    enableOtlp?: false | null;
                    enableEndpointMtlsConfig?: false | null;
                    enableEndpointOauthConfig?: false | null;
                    showSvixBrandFooter?: false | null;
                    showUseSvixPlay?: false | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
                        validatePayload: boolean;
                        displayName: string | null;
                        logoUrl: string | null;
                        customFontFamily: string | null;
                        /** @description Whether the portal shows channels and filters by them; true by default */
                        enableChannels: boolean;
                        /** @description Whether the portal shows tags of messages and filters by them; true by default */
                        enableMessageTags: boolean;
                        colorPaletteLight: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        colorPaletteDark: {
                            primary?: string | null;
                            backgroundPrimary?: string | null;
                            backgroundSecondary?: string | null;
                            backgroundHover?: string | null;
                            textPrimary?: string | null;
                            textSecondary?: string | null;
                            textDanger?: string | null;
                            interactiveAccent?: string | null;
                            navigationAccent?: string | null;
                            buttonPrimary?: string | null;
                            borderPrimary?: string | null;
                        } | null;
                        customThemeOverride: {
                            borderRadius?: {
                                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
                            } | null;
                            fontSize?: {
                                base?: number | null;
                            } | null;
                        } | null;
                        customStringsOverride: {
                            channelsOne?: string | null;
                            channelsMany?: string | null;
                            channelsHelp?: string | null;
                        } | null;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.statistics.aggregate-app-stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-01T00:00:00Z",
                 *       "until": "2026-12-01T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    appIds?: string[] | null;
                    /**
                     * Format: date-time
                     * @description Only attempts from this time on
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    since: string;
                    /**
                     * Format: date-time
                     * @description Only attempts before this time
                     * @example 2026-11-22T14:05:00.123Z
                     */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                        /** @description The given ids and uids that belong to no application */
                        unresolvedAppIds: string[];
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.statistics.aggregate-event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The task's id
                         * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
                         */
                        id: string;
                        /** @enum {string} */
                        status: "running" | "finished" | "failed";
                        /** @enum {string} */
                        task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
                        /**
                         * Format: date-time
                         * @example 2026-11-22T14:05:00.123Z
                         */
                        updatedAt: string;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
    "v1.statistics.app-attempts": {
        parameters: {
            query?: {
                /** @description The length of a bucket; OneHour when absent */
                period?: "FiveMinutes" | "OneHour" | "OneDay";
                /** @description From the bucket that contains this time on; a day before `endDate` when absent, four weeks for OneDay */
                startDate?: string;
                /** @description Up to the bucket that contains this time; now when absent */
                endDate?: string;
                /** @description Only attempts to this endpoint, by id or uid */
                endpointId?: string;
                /** @description Whether each endpoint of a page of the list of endpoints has its own counts; the totals are then of this page */
                byEndpoint?: boolean;
                /** @description The most items on a page */
                limit?: number;
                /** @description The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards */
                iterator?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example OneHour */
                        period: string;
                        /** @description When each bucket begins */
                        startDates: string[];
                        /** @description Attempts that succeeded, one number for each bucket */
                        successCount: number[];
                        /** @description Attempts that failed */
                        failureCount: number[];
                        /** @description Always 0: what is canceled has no attempt */
                        canceledCount: number[];
                        /** @description The median time to the answer, ms, within 5 percent; null without an answer */
                        latencyP50: (number | null)[];
                        /** @description The time that 95 percent of the answers took at most */
                        latencyP95: (number | null)[];
                        /**
                         * @description Failed attempts by kind: the class of the status, such as `5xx`, or why there was no answer: `timeout`, `dns`, `connection`, `tls`, `blocked`, `protocol`, `other`
                         * @example {
                         *       "5xx": [
                         *         0,
                         *         2
                         *       ],
                         *       "timeout": [
                         *         1,
                         *         0
                         *       ]
                         *     }
                         */
                        failures: {
                            [key: string]: number[];
                        };
                        /** @description Whether all attempts were counted; if not, ask again */
                        complete: boolean;
                        /** @description With `byEndpoint`: in the order of the list of endpoints */
                        endpoints?: {
                            /**
                             * @description The endpoint's id
                             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
                             */
                            endpointId: string;
                            /** @description Attempts that succeeded, one number for each bucket */
                            successCount: number[];
                            /** @description Attempts that failed */
                            failureCount: number[];
                            /** @description Always 0: what is canceled has no attempt */
                            canceledCount: number[];
                            /** @description The median time to the answer, ms, within 5 percent; null without an answer */
                            latencyP50: (number | null)[];
                            /** @description The time that 95 percent of the answers took at most */
                            latencyP95: (number | null)[];
                            /**
                             * @description Failed attempts by kind: the class of the status, such as `5xx`, or why there was no answer: `timeout`, `dns`, `connection`, `tls`, `blocked`, `protocol`, `other`
                             * @example {
                             *       "5xx": [
                             *         0,
                             *         2
                             *       ],
                             *       "timeout": [
                             *         1,
                             *         0
                             *       ]
                             *     }
                             */
                            failures: {
                                [key: string]: number[];
                            };
                            /** @description Whether all attempts were counted; if not, ask again */
                            complete: boolean;
                        }[];
                        iterator?: string | null;
                        /** @description Give it back to get the previous page of endpoints */
                        prevIterator?: string;
                        /** @description Whether this is the last page of endpoints */
                        done?: boolean;
                    };
                };
            };
            /** @description A failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        detail: unknown;
                    };
                };
            };
        };
    };
}
