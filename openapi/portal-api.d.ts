// What portal and console call, by the types of openapi/openapi.json: `npm run openapi` writes it.
export interface paths {
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify the API server is up and running
         * @description Says that the server answers, for a load balancer: without a token and without asking the database. `ready` also asks the database.
         */
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
        /**
         * Verify the API server answers
         * @description The same as `GET /health`, under the path that some clients of Svix ask.
         */
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
        /**
         * Verify that the server and its database are ready
         * @description Says whether the server and its database are ready: 200, or 503 with the part that fails. Use it for the readiness of a container; for whether the process is alive, `GET /health`, so that a slow database does not restart it.
         */
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
        /**
         * Get consumer app portal access
         * @description Makes a link to the portal for one customer, with a token of this application alone. Call it on your server when the customer opens the page, and send the browser to `url`, or show it in a frame. `capabilities` limits what the token may do. The token ends by itself, or by expire-all.
         */
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
        /**
         * Get app portal access (older form)
         * @description The older form of app-portal-access, without a body: a link with all capabilities for seven days. It is there for older SDKs.
         */
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
        /**
         * Expire all portal tokens of an application, or those of some sessions
         * @description Ends all portal tokens of an application that were made until now, or those of some sessions: for a customer that left, or a person that signed out. New tokens can be made at once. Another process may accept an ended token for five seconds more.
         */
        post: operations["v1.authentication.expire-all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public keys of tokens
         * @description The public keys that verify tokens, as a JSON Web Key Set, for a gateway or a service of yours that checks them itself. It needs no token. Empty with an HS algorithm, whose key is secret.
         */
        get: operations["v1.authentication.jwks"];
        put?: never;
        post?: never;
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
         * @description Ends the portal token that makes this request, for a button "sign out". An organization's token is refused with 400: it ends when the secret is changed. To end the tokens of others, use expire-all.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Shows what this request's token may do: organization or portal, its application, capabilities and expiry. Use it to try a token. Nothing changes.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Reads the current token of a polling endpoint, for the customer that polls. 404 when none was made: rotate makes the first.
         *
         *     A portal's token needs the capability `ViewEndpointSecret`.
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
         * @description Makes a new token of a polling endpoint; the first one too. It polls this polling endpoint, and does nothing else. The tokens before it are good for `oldTokenExpiry` seconds more, so that the client can change without a gap.
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
        /**
         * List applications
         * @description Lists your customers, oldest first, in pages. To look up one customer by a name or a part of an id, `GET /find` is quicker. Nothing changes.
         */
        get: operations["v1.application.list"];
        put?: never;
        /**
         * Create application
         * @description Creates an application: one for each of your customers. Give it a `uid` of your own, so that you need not store our id. With `get_if_exists=true` the call can be repeated: it answers 200 and the existing application, unchanged. Where the application may have to be changed as well, use PUT. Afterwards the application can have endpoints and get messages.
         */
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
         * @description Reads one application by its id or uid. A portal's token reads its own application. Nothing changes.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.application.get"];
        /**
         * Update application
         * @description Replaces an application: a field that is absent gets its default. Use PATCH to change single fields. For an unknown id or uid it creates a new application (201); its uid is the one in the body, not the one in the path. Endpoints and messages stay.
         */
        put: operations["v1.application.update"];
        post?: never;
        /**
         * Delete application
         * @description Deletes an application with its endpoints and its messages. There is no way back; to only stop deliveries, disable its endpoints. Deliveries that wait end without an attempt, portal tokens are refused with 401, and the uid is free at once. No operational webhook is sent.
         */
        delete: operations["v1.application.delete"];
        options?: never;
        head?: never;
        /**
         * Patch application
         * @description Changes the given fields of an application and leaves the others. Null unsets a field that may be null; `metadata` is replaced as a whole. A `throttleRate` counts for the next deliveries of all its endpoints together.
         */
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
         * @description Reads the organization's settings for the looks and words of the portal, as the portal shows them. It is there for a portal's token; with your own token, `GET /environment/settings` reads all settings.
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
         * @description Lists the kinds of messages that your product sends. Schemas are left out unless `with_content=true`, archived ones unless `include_archived=true`. A portal's token sees those without a feature flag, and those of its flags.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.event-type.list"];
        put?: never;
        /**
         * Create event type
         * @description Creates an event type, so that endpoints can subscribe to it and your customers see what it means. Messages need none: they may have any name. Where you have an OpenAPI document, the import creates all of its webhooks at once. A name that exists is 409; the name of an archived one brings it back with the new fields.
         */
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
         * @description Reads one event type with its schemas, archived ones included. Nothing changes.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.event-type.get"];
        /**
         * Update event type
         * @description Replaces an event type, or creates it (201): the right call for a script that runs at each of your releases. Absent fields get their defaults, and an archived one comes back unless the body says `archived: true`. The new schema checks the next message.
         */
        put: operations["v1.event-type.update"];
        post?: never;
        /**
         * Delete event type
         * @description Archives an event type: new filters of endpoints cannot name it, existing ones go on. With `expunge=true` it is removed for good. Messages of this type can still be sent in both cases; to show customers that they should leave it, set `deprecated` instead.
         */
        delete: operations["v1.event-type.delete"];
        options?: never;
        head?: never;
        /**
         * Patch event type
         * @description Changes the given fields of an event type and leaves the others. Use it to mark one as deprecated, or to set the schema alone. Endpoints that name it stay as they are.
         */
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
        /**
         * Get the retry schedule of an event type
         * @description Reads the waits before retries of messages of this type, and whether they are the server's default. An endpoint's own schedule wins over them.
         */
        get: operations["v1.event-type.get-retry-schedule"];
        /**
         * Set the retry schedule of an event type
         * @description Sets the waits before retries of messages of this type alone; null goes back to the default. It is the same field as `retrySchedule` of the event type, without sending the rest. Planned retries keep their time, later ones follow the new schedule.
         */
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
        /**
         * Create event types from the webhooks of an OpenAPI document
         * @description Creates or changes event types from the `webhooks` of an OpenAPI document, as JSON in `spec` or as text, YAML included, in `specRaw`. With `dryRun` it says what it would do and does nothing. With `replaceAll`, event types that the document does not have are archived.
         */
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
         * @description Lists the endpoints of an application, newest first. Secrets and header values have calls of their own. To see which endpoints need a person, in all applications, read `GET /attention`.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.list"];
        put?: never;
        /**
         * Create endpoint
         * @description Creates an endpoint: a URL to which this customer wants messages. Without `eventTypes`, `channels` and `filter` it gets all of them. With a `uid` a second run is 409 instead of a second endpoint; PUT creates or replaces. It gets messages that are accepted from now on; older ones by replay-missing. Read its secret afterwards and give it to the receiver. The operational webhook `endpoint.created` is sent.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
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
         * @description Reads one endpoint by its id or uid. While it fails, `circuit` says since when and until when deliveries wait; `stopped` says why Posthorn disabled it.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get"];
        /**
         * Update endpoint
         * @description Replaces an endpoint, or creates it (201): right for a script that may run twice. An absent field gets its default, `filter` alone stays. The secret and the custom headers are not touched. Deliveries that wait take the new URL and filters. `endpoint.updated` is sent.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.endpoint.update"];
        post?: never;
        /**
         * Delete endpoint
         * @description Deletes an endpoint. Deliveries that wait end, its uid is free at once, and its attempts stay in the lists of their messages. To stop only for a while, set `disabled`. `endpoint.deleted` is sent.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        delete: operations["v1.endpoint.delete"];
        options?: never;
        head?: never;
        /**
         * Patch endpoint
         * @description Changes the given fields of an endpoint and leaves the others: for example `disabled`. Enabling it closes its circuit and forgets its failures; it does not send again what was missed: recover and replay do. `endpoint.updated` is sent.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
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
         * @description Reads the signing secret of an endpoint, for the receiver that verifies. For an Ed25519 key it is the public part. To change it, rotate it.
         *
         *     A portal's token needs the capability `ViewEndpointSecret`.
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
         * @description Gives the endpoint a new signing secret, generated or your own, and answers with it. The old one goes on signing beside the new one for `gracePeriodSeconds` (a day when absent), so receivers can change without losing a message. With 0 it ends at once: for a secret that leaked. `endpoint.updated` is sent.
         *
         *     A portal's token needs the capability `ManageEndpointSecret`.
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
         * @description Reads the custom headers that are sent with each delivery. Values of headers that carry credentials are not shown; `sensitive` names them.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.get-headers"];
        /**
         * Update endpoint headers
         * @description Replaces all custom headers of an endpoint. PATCH changes single ones. Headers that Posthorn sets itself, and those that proxies and clouds trust, are refused with 422. The next attempt has the new headers.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.endpoint.update-headers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Patch endpoint headers
         * @description Sets the given custom headers and leaves the others; null, or a name in `deleteHeaders`, removes one. It is the way to change one credential without knowing the others. The next attempt has the new headers.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
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
         * @description Says of the latest messages, or of one, whether the endpoint would be sent them with this filter, and which condition the others do not fulfil. Use it before a filter is stored. Nothing is stored or sent.
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
         * @description Counts the attempts to an endpoint in a range of at most 28 days, and the deliveries that have not succeeded by their state. For a chart, take the attempts in buckets of `GET /stats/app/{app_id}/attempt`.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Counts the attempts to an endpoint by whole hours: quicker than `stats`, and without the deliveries that wait. Hours that are over are counted once and kept.
         *
         *     A portal's token needs the capability `ViewBase`.
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
    "/api/v1/app/{app_id}/endpoint/{endpoint_id}/rate-limit-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoint rate limit status
         * @description Answers which limits hold for an endpoint now, how much was sent to it in the last seconds, and how many deliveries wait for a limit until when. It is cheap: nothing is read where no limit is set.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.endpoint.rate-limit-status"];
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
         * @description Sends an example of an event type to this endpoint alone, so that a customer can try the receiver. `svix.ping` always exists; other types need an example in their schema, or a `payload` in the body. The message is stored and delivered like others, if the filters of the endpoint want it.
         *
         *     A portal's token needs the capability `CreateAttempts`.
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
         * @description Lists the messages of an application, newest first, with their payloads unless `with_content=false`. It does not say what became of them: for that, list deliveries or attempts.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.message.list"];
        put?: never;
        /**
         * Create message
         * @description Sends a message: it goes to each endpoint of the application that wants its event type, its channels and its payload. The 202 comes when it is stored; from then on it is delivered, also after a crash. Give it an `eventId` or an `idempotency-key`, so that a repeated call cannot send it twice: a taken `eventId` is 409, a repeated key gets the first answer. With `deliverAt` the first attempt waits. For many messages take the batch, for a file the import. Endpoints that are created later do not get it, unless a replay asks.
         */
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
         * @description Reads one message by its id or eventId, with its payload unless `with_content=false`. What became of it: `GET /app/{app_id}/attempt/msg/{msg_id}`.
         *
         *     A portal's token needs the capability `ViewBase`.
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
        /**
         * Delete message payload
         * @description Deletes the payload of one message for good, and keeps the message. Deliveries that wait end, since there is nothing left to send. For many, take bulk-expunge; for all of an application, expunge-all-contents.
         */
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
        /**
         * Create up to 100 messages
         * @description Sends up to 100 messages in one request. Each is accepted or refused alone: the answer has a status for each, in order, so a 202 does not say that all were accepted. Give each its `idempotencyKey` or `eventId`, so that the batch can be repeated. For more than some thousand, import a file.
         */
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
        /**
         * Import messages from a file
         * @description Begins an import of messages from a file of any size: NDJSON, a JSON array or CSV. The answer has a URL that takes the file with one PUT and without a token, until `expiresAt`. For up to 100 messages the batch is simpler. Once the file has arrived, its entries are accepted in the background; read the import for the progress and its report for what was refused.
         */
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
        /**
         * Get import
         * @description Reads how far an import is: entries read, accepted and refused. `finished` says that the report is there.
         */
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
        /**
         * Get import's report
         * @description Reads the report of an import that has ended: a line with the counts, then a line for each refused entry with the reason. 404 while the import is running. In AWS the answer is a redirect (302) to the file.
         */
        get: operations["v1.import.get-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/app/{app_id}/import/{import_id}/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload the file of an import
         * @description Takes the file of an import, as the body of one PUT to the `uploadUrl` that creating the import answered. The `token` of that URL is the permission: no other token is needed. NDJSON, a JSON array or CSV, UTF-8, optionally gzipped. The file can be given once (409 afterwards); after a broken upload it can be repeated. In AWS the URL is one of S3, and this path is not used. The entries are accepted from then on.
         */
        put: operations["v1.import.upload"];
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
        /**
         * Check whether any endpoint would get a message
         * @description Says whether any endpoint would get a message of this type and these channels, so that your product can leave out the work of making it. Filters on payloads are not asked, since there is none. Nothing is stored.
         */
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
        /**
         * Delete the payloads of some messages
         * @description Deletes the payloads of up to 250 messages at once, by id or eventId, for good: for example when a person asks for deletion. The answer says of each whether it was found. Deliveries of these messages that wait end.
         */
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
        /**
         * Delete all message payloads
         * @description Deletes the payloads of all messages of an application for good, as a background task that the answer names. Messages and attempts stay in the lists. Deliveries that wait end.
         */
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
         * @description Lists the attempts to one endpoint, newest first: what was answered, and when. With `with_msg=true` each has its message. To see only what was not delivered, list deliveries with `state=undelivered`.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Lists the attempts of one message to all endpoints, newest first. For the state at each endpoint and the next attempt, list the attempted destinations.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Reads one attempt of a message: status, answer, duration. Its headers have a call of their own.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Reads the headers of one attempt, of the request and of the answer, to find out why a receiver refused it. Values that are credentials are `***`. Of a success, only some may be kept: `isCut` says so.
         *
         *     A portal's token needs the capability `ViewBase`.
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
        /**
         * Delete attempt response body
         * @description Deletes the stored answer and the headers of one attempt for good, for example because a receiver answered with personal data. The attempt stays, with `EXPUNGED` as its response.
         */
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
         * @description Lists the messages that had an attempt to an endpoint, newest first, each with its present status and the next attempt. `status=2` lists those that were not delivered and are not retried. A delivery that waits for its first attempt is only in the list of deliveries.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Lists the endpoints to which a message had an attempt, deleted ones included, each with the status of the latest attempt and the next one.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Asks for one attempt of one message to one endpoint at once. Use recover for all that failed in a range. Behind an open circuit this attempt is the probe: its success closes the circuit. It does not wait for a Retry-After. With a rate, it gets the next slot. While the proxy of this server is down, it waits. A disabled endpoint gets nothing. It plans no retry, and a planned retry stays unless the resend succeeds. Those who poll a polling endpoint are shown the message again.
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
         * @description Lists deliveries: one message on its way to one endpoint, the newest message first. `state=undelivered` lists what was not delivered, with the reason and what it waits for: the call to find out what is missing. In AWS a queue holds first attempts that are due at once; such a delivery is listed once its attempt has begun. Nothing changes; send again by resend or recover.
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
         * @description Lists the polling endpoints of an application, newest first. Endpoints that get requests are listed by `GET /app/{app_id}/endpoint`.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.destination.list"];
        put?: never;
        /**
         * Create destination
         * @description Creates a polling endpoint, for a customer that cannot take requests: its owner asks for messages in place of getting them. Other types are refused. Make its token next; a poll without an iterator begins with the oldest message of the application that is kept, also from before (`after` skips older ones; a consumer is moved by seek).
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
         * @description Reads one polling endpoint by its id or uid. Nothing changes.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.destination.get"];
        /**
         * Create or update destination
         * @description Replaces a polling endpoint, or creates it (201): absent fields get their defaults. Other types are refused. Its tokens and the places of its consumers stay.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        put: operations["v1.destination.upsert"];
        post?: never;
        /**
         * Delete destination
         * @description Deletes a polling endpoint with its tokens and the places of its consumers. Polls answer 404 from then on. To stop only for a while, set its status to `disabled`.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
         */
        delete: operations["v1.destination.delete"];
        options?: never;
        head?: never;
        /**
         * Patch destination
         * @description Changes the given fields of a polling endpoint and leaves the others. While its `status` is `disabled`, polls find nothing, and its consumers keep their places.
         *
         *     A portal's token needs the capability `ManageEndpoint`.
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
         * @description Lists the consumers of a polling endpoint, each with its latest poll and how far it is behind: to see whether a customer still polls. Nothing changes; seek moves one.
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
         * @description Reads the next messages of a polling endpoint, in the order in which they were accepted, each once. The caller keeps the place: the same iterator gives the same messages again. Where the server should keep the place, poll as a consumer.
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
         * @description Reads the next messages for a named client, whose place the server keeps. The iterator of a page acknowledges it when it is given to the next poll; without one, the page that was not acknowledged comes again. A consumer is one client: the iterator of any but its latest page is 409. For several workers under one name, poll under a lease.
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
         * @description Moves the place of a consumer to a time, back or forth: to read messages again, or to leave some out. The next poll begins there, and pages that were not acknowledged are forgotten.
         *
         *     A portal's token needs the capability `CreateAttempts`.
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
         * @description Reads the next messages under a lease, for several workers that share one name. The messages are kept for this client until they are committed or the lease is over; until then other polls of the consumer find nothing. What was not committed comes again, from the first one on.
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
         * @description Acknowledges all messages up to an offset and ends the lease, so that the next poll gives what follows. An offset that was not handed out is 422.
         *
         *     A portal's token needs the capability `CreateAttempts`.
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
         * @description Sends again what failed: one manual attempt of each message that has a failed attempt and no successful one in the range, and of each message of the range that had no attempt yet because the circuit is open. Use replay-missing for messages that the endpoint never got, resend for one message. It runs as a background task that the answer names. Behind an open circuit one message goes first as the probe, the others follow when it has ended. Rates hold for all.
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
         * @description Sends messages of the range that the filters of the endpoint want and that have no delivery to it, for example because it was created or enabled later. One that waits behind an open circuit has a delivery: use recover. Use recover for what was tried and failed. It runs as a background task that the answer names.
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
         * @description Sends again messages that were attempted, successful ones included, and with `status` 4 those that were canceled, also before any attempt; chosen by status, code, type, channel and tag: for example after a receiver lost its data. Receivers see the same `webhook-id` once more. It runs as a background task that the answer names.
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
         * @description Cancels, in the background, the deliveries to the endpoint that wait for an attempt: all, or those of a range, types, a channel or a tag. Resends that wait end too. What is being sent right now is not stopped. The deliveries end as `canceled`, those that were delivered or exhausted before keep their state. Resend and bulk-replay send them again, recover and replay-missing do not. To stop new messages as well, disable the endpoint first.
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
         * @description Lists the background tasks: recoveries, replays, statistics, expunging, newest first. Imports are listed only with `task=message.import`. A portal's token sees the tasks of its application.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Reads one background task: `running` with its progress, `finished` with its result, or `failed` with the reason. Ask again until it has ended. Tasks are kept for 90 days.
         *
         *     A portal's token needs the capability `ViewBase`.
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
         * @description Lists the problems that need a person, in all applications, newest first: open circuits, disabled endpoints, exhausted messages, failed tasks and imports, a failing proxy. An entry ends by itself when its problem ends. For alarms at night, use operational webhooks or the metrics.
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
         * @description Takes an entry off the list, although its problem may continue. When the problem ends and begins again, there is a new entry. Nothing else changes.
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
        /**
         * Find anything by its id or name
         * @description Finds an application, endpoint, message, attempt, task, import or event type by its id, your own name for it, or the beginning of its name: the search box of the console. At most 20 are answered, exact matches first. An id alone is looked for in the newest applications; `application/id` is always exact.
         */
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
        /**
         * List operational webhook endpoints
         * @description Lists the endpoints that get operational webhooks: messages about Posthorn itself, such as a disabled endpoint. They are yours, not those of a customer.
         */
        get: operations["v1.operational-webhook.endpoint.list"];
        put?: never;
        /**
         * Create operational webhook endpoint
         * @description Creates an endpoint for operational webhooks, so that your own server learns of disabled endpoints and exhausted messages. Deliveries are signed and retried like all others. It gets what happens from now on.
         */
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
        /**
         * Get operational webhook endpoint
         * @description Reads one endpoint for operational webhooks by its id or uid. Nothing changes.
         */
        get: operations["v1.operational-webhook.endpoint.get"];
        /**
         * Update operational webhook endpoint
         * @description Replaces an endpoint for operational webhooks, or creates it (201): absent fields get their defaults. Its secret and headers stay.
         */
        put: operations["v1.operational-webhook.endpoint.update"];
        post?: never;
        /**
         * Delete operational webhook endpoint
         * @description Deletes an endpoint for operational webhooks. Deliveries that wait end.
         */
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
        /**
         * Get operational webhook endpoint secret
         * @description Reads the signing secret of an endpoint for operational webhooks, with which your server verifies them.
         */
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
        /**
         * Rotate operational webhook endpoint secret
         * @description Gives an endpoint for operational webhooks a new secret and answers with it. The old one goes on signing beside it for the grace period, a day when absent.
         */
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
        /**
         * Get operational webhook endpoint headers
         * @description Reads the custom headers of an endpoint for operational webhooks. Values that are credentials are not shown.
         */
        get: operations["v1.operational-webhook.endpoint.get-headers"];
        /**
         * Update operational webhook endpoint headers
         * @description Replaces all custom headers of an endpoint for operational webhooks. The next attempt has the new ones.
         */
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
        /**
         * Export environment configuration
         * @description Reads the configuration of the organization, event types and settings, as one document: to copy it from a test server to a live one, or to keep it beside your code. Applications, endpoints and messages are not in it.
         */
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
        /**
         * Import environment configuration
         * @description Takes the document of an export: event types are created or replaced, given settings are changed. What the document does not have stays as it is. It can be repeated.
         */
        post: operations["v1.environment.import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environment/egress-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the addresses of deliveries
         * @description Lists the addresses that deliveries come from, as ranges, for a customer's firewall. Empty where deliveries have no fixed addresses: then verify signatures instead. Nothing changes.
         *
         *     A portal's token needs the capability `ViewBase`.
         */
        get: operations["v1.environment.list-egress-addresses"];
        put?: never;
        post?: never;
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
        /**
         * Get the organization's settings
         * @description Reads all settings of the organization: payload checks, and the looks and words of the portal. Nothing changes.
         */
        get: operations["v1.environment.get-settings"];
        /**
         * Replace the organization's settings
         * @description Replaces all settings of the organization: an absent one gets its default. PATCH changes single ones. Portals show the new looks at their next load.
         */
        put: operations["v1.environment.update-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change some of the organization's settings
         * @description Changes the given settings of the organization and leaves the others. Null unsets a setting. A palette or another group is replaced as a whole.
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
        /**
         * Count the attempts that were made for each application
         * @description Counts the attempts that were made for each application in a range, for bills and reports, as a background task. Read the task until it has finished: its data has the numbers. `unresolvedAppIds` names what was not found.
         */
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
        /**
         * List the event types that each application's endpoints name
         * @description Collects the event types that the endpoints of each application name, as a background task: to see whether anybody still uses one. Read the task for the result.
         */
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
         * @description Counts an application's attempts in buckets of time, for a chart: successes, failures by kind, and how long answers took. Counts are made when they are asked for. Where `complete` is false, the same call goes on where this one ended. For one number of one endpoint, its `stats` are simpler.
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
    schemas: {
        /** AggregateEventTypesOut */
        AggregateEventTypesOut: {
            /**
             * @description The task's id
             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /**
             * @description `running`, `finished` or `failed`
             * @enum {string}
             */
            status: "running" | "finished" | "failed";
            /**
             * @description The kind of task
             * @enum {string}
             */
            task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** ApiTokenOut */
        ApiTokenOut: {
            /**
             * @description The token's id
             * @example tok_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Polls this polling endpoint, and does nothing else */
            token: string;
            /** @description A name of the token; always null */
            name: string | null;
            /**
             * Format: date-time
             * @description When it was created
             */
            createdAt: string;
            /** @description Until when it is valid */
            expiresAt: string | null;
            /**
             * @description What the token may do
             * @example [
             *       "poll"
             *     ]
             */
            scopes: string[];
        };
        /** AppEventTypes */
        AppEventTypes: {
            /** @description The application's id */
            appId: string;
            /** @description All event types that the application's endpoints name */
            explicitlySubscribedEventTypes: string[];
            /** @description Whether an endpoint takes all event types */
            hasCatchAllEndpoint: boolean;
        };
        /** AppPortalAccessIn */
        AppPortalAccessIn: {
            /** @description The portal also sees event types that require one of these flags */
            featureFlags?: string[];
            /** @description Creates the application if it does not exist: an ApplicationIn whose uid is the one in the path */
            application?: components["schemas"]["ApplicationIn"] | null;
            /** @description The lifetime of the token, in seconds; seven days when absent */
            expiry?: number | null;
            /** @description The capabilities of the token; all when absent or null */
            capabilities?: components["schemas"]["AppPortalCapability"][] | null;
            /** @description The older form of `capabilities: ["ViewBase"]` */
            readOnly?: boolean | null;
            /** @description A name for this session of your customer; expire-all can end the session by it */
            sessionId?: string | null;
        };
        /** AppPortalAccessOut */
        AppPortalAccessOut: {
            /**
             * @description Opens the portal; it contains the token
             * @example https://posthorn.example.com/portal/login#key=eyJhcHBJZCI6ImFwcF8…
             */
            url: string;
            /** @description A token for this application only */
            token: string;
        };
        /**
         * AppPortalCapability
         * @description A capability of the token; every token has `ViewBase`
         * @enum {string}
         */
        AppPortalCapability: "ViewBase" | "ViewEndpointSecret" | "ManageEndpointSecret" | "ManageTransformations" | "CreateAttempts" | "ManageEndpoint";
        /** AppUsageStats */
        AppUsageStats: {
            /** @description The application's id */
            appId: string;
            /** @description The application's uid; null when it has none */
            appUid: string | null;
            /** @description The number of attempts made */
            messageDestinations: number;
        };
        /** AppUsageStatsIn */
        AppUsageStatsIn: {
            /** @description Ids or uids of applications; all when absent */
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
        /** AppUsageStatsOut */
        AppUsageStatsOut: {
            /**
             * @description The task's id
             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /**
             * @description `running`, `finished` or `failed`
             * @enum {string}
             */
            status: "running" | "finished" | "failed";
            /**
             * @description The kind of task
             * @enum {string}
             */
            task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
            /** @description The given ids and uids that belong to no application */
            unresolvedAppIds: string[];
        };
        /** ApplicationIn */
        ApplicationIn: {
            /** @description The name of the application, for people */
            name: string;
            /** @description Optional unique identifier for the application */
            uid?: string | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description The most messages a second that are accepted; more get 429. Null means no limit of its own */
            acceptRate?: number | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /**
             * @description The number of partitions of the message list. Each takes about 1,000 messages a second, and each makes reading a page dearer
             * @enum {integer}
             */
            messageShards?: 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;
            /** @description Whether new messages are indexed by event type: one write unit for each. Without it, a list of messages by event type reads at most 10,000 messages for a page */
            indexEventTypes?: boolean;
        };
        /** ApplicationOut */
        ApplicationOut: {
            /**
             * @description The application's id
             * @example app_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Your own name for it; paths take it in place of the id */
            uid?: string;
            /** @description Its name */
            name: string;
            /** @description The most messages a second; null means no limit. Deliveries wait for it without using up an attempt */
            throttleRate: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number;
            /** @description The most messages a second that are accepted; absent when it has none */
            acceptRate?: number;
            /**
             * @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them
             * @example {
             *       "plan": "pro"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /** @description The number of partitions of the message list; absent when it is one */
            messageShards?: number;
            /** @description Whether new messages are indexed by event type; absent when they are not */
            indexEventTypes?: boolean;
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** ApplicationPatch */
        ApplicationPatch: {
            /** @description Its name */
            name?: string;
            /** @description Optional unique identifier for the application */
            uid?: string | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description The most messages a second that are accepted; more get 429. Null means no limit of its own */
            acceptRate?: number | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /**
             * @description The number of partitions of the message list. Each takes about 1,000 messages a second, and each makes reading a page dearer
             * @enum {integer}
             */
            messageShards?: 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;
            /** @description Whether new messages are indexed by event type: one write unit for each. Without it, a list of messages by event type reads at most 10,000 messages for a page */
            indexEventTypes?: boolean;
        };
        /** ApplicationTokenExpireIn */
        ApplicationTokenExpireIn: {
            /** @description After how many seconds the tokens end; at once when absent */
            expiry?: number | null;
            /** @description Ends only the tokens of these sessions; all tokens of the application when absent or empty */
            sessionIds?: string[] | null;
        };
        /** AttemptStatsOut */
        AttemptStatsOut: {
            /**
             * @description The length of a bucket
             * @example OneHour
             */
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
            /** @description With `byEndpoint`: in the order of the list of endpoints; with `endpointIds`: in their order */
            endpoints?: components["schemas"]["EndpointAttemptSeries"][];
            /** @description Give it back to get the next page of endpoints */
            iterator?: string | null;
            /** @description Give it back to get the previous page of endpoints */
            prevIterator?: string;
            /** @description Whether this is the last page of endpoints */
            done?: boolean;
        };
        /** AttentionOut */
        AttentionOut: {
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
        };
        /** BackgroundTaskOut */
        BackgroundTaskOut: {
            /**
             * @description The task's id
             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /**
             * @description `running`, `finished` or `failed`
             * @enum {string}
             */
            status: "running" | "finished" | "failed";
            /**
             * @description The kind of task
             * @enum {string}
             */
            task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
            /** @description The progress or the result of the task */
            data: {
                /** @description The application's id */
                appId?: string;
                /** @description The endpoint's id */
                endpointId?: string;
                /**
                 * Format: date-time
                 * @description The beginning of the range
                 * @example 2026-11-22T14:05:00.123Z
                 */
                since?: string;
                /**
                 * Format: date-time
                 * @description The end of the range
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
                appStats?: components["schemas"]["AppUsageStats"][];
                /** @description The result of `event-type.aggregate`, when the task has finished; not in a list */
                event_types?: components["schemas"]["AppEventTypes"][];
                /** @description Why the task failed */
                reason?: string;
            };
        };
        /** BatchMessageIn */
        BatchMessageIn: {
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
            /** @description Optional unique identifier for the message */
            eventId?: string | null;
            /** @description Labels that endpoints can filter by, such as a project; 1 to 5 */
            channels?: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags?: string[] | null;
            /** @description How many days the payload is kept; as POSTHORN_PAYLOAD_DAYS says when absent, 90 by default */
            payloadRetentionPeriod?: number;
            /** @description The same in hours, instead of payloadRetentionPeriod. Retries after that time are canceled */
            payloadRetentionHours?: number | null;
            /** @description The first attempt is made at this time */
            deliverAt?: string | null;
            /** @description What is delivered in place of the payload */
            transformationsParams?: {
                /** @description The text that is delivered instead of the payload */
                rawPayload?: string | null;
                /** @description Only `content-type` is allowed: the content type of the delivery */
                headers?: {
                    [key: string]: string;
                } | null;
            } | null;
            /** @description For 12 hours, the same key in the same application means the same message */
            idempotencyKey?: string | null;
        };
        /** BatchResult */
        BatchResult: {
            /** @description 202 when the message was accepted; otherwise the status that a single request would get */
            status: number;
            /** @description The accepted message */
            message?: components["schemas"]["MessageOut"];
            /** @description Why the message was refused, in the form that a single request gets */
            error?: components["schemas"]["HttpError"] | components["schemas"]["HTTPValidationError"];
        };
        /** BulkExpungeContentsIn */
        BulkExpungeContentsIn: {
            /**
             * @description Ids or eventIds of messages
             * @example [
             *       "msg_1srOrx2ZWZBpBUvZwXKQmoEYga2"
             *     ]
             */
            ids?: string[];
        };
        /** BulkExpungeContentsOut */
        BulkExpungeContentsOut: {
            /** @description What was done, by the id or eventId in the request */
            results: {
                [key: string]: "expunged" | "not-found";
            };
        };
        /** BulkReplayIn */
        BulkReplayIn: {
            /**
             * Format: date-time
             * @description The beginning of the range
             * @example 2026-11-22T14:05:00.123Z
             */
            since: string;
            /** @description The end of the range, at most 14 days after `since`; now when absent */
            until?: string | null;
            /** @description Only messages with this status: success, pending, fail, sending, canceled */
            status?: (0 | 1 | 2 | 3 | 4) | null;
            /** @description Only messages whose latest attempt's HTTP status code is in this class */
            statusCodeClass?: (0 | 100 | 200 | 300 | 400 | 500) | null;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description Only messages with this channel */
            channel?: string | null;
            /** @description Only messages with this tag */
            tag?: string | null;
        };
        /** CancelMessagesIn */
        CancelMessagesIn: {
            /** @description Only messages created from this time on */
            since?: string | null;
            /** @description Only messages created before this time; now when absent */
            until?: string | null;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description Only messages with this channel */
            channel?: string | null;
            /** @description Only messages with this tag */
            tag?: string | null;
        };
        /**
         * ColorPalette
         * @description Colours for readers whose system is light
         */
        ColorPalette: {
            /** @description The focus, check boxes and whatever has no accent of its own below */
            primary?: string | null;
            /** @description The background of tables, cards and fields */
            backgroundPrimary?: string | null;
            /** @description The background of the page and of code */
            backgroundSecondary?: string | null;
            /** @description The background of what the pointer is over */
            backgroundHover?: string | null;
            /** @description Text */
            textPrimary?: string | null;
            /** @description Text of less weight, such as labels */
            textSecondary?: string | null;
            /** @description Text about failures */
            textDanger?: string | null;
            /** @description Links; `primary` when absent */
            interactiveAccent?: string | null;
            /** @description The mark of the page that is open; `primary` when absent */
            navigationAccent?: string | null;
            /** @description The main button of a page; its text is black or white, whichever is read better. `primary` when absent */
            buttonPrimary?: string | null;
            /** @description Lines around tables and cards */
            borderPrimary?: string | null;
        };
        /** CustomStringsOverride */
        CustomStringsOverride: {
            /** @description The word for one channel, in the place of "Channel" */
            channelsOne?: string | null;
            /** @description The word for several, in the place of "Channels" */
            channelsMany?: string | null;
            /** @description The help below the field for the channels of an endpoint */
            channelsHelp?: string | null;
        };
        /** CustomThemeOverride */
        CustomThemeOverride: {
            /** @description How round corners are */
            borderRadius?: {
                /** @description How round the corners of buttons are */
                button?: ("none" | "sm" | "md" | "lg" | "full") | null;
                /** @description How round the corners of tables, cards and dialogs are */
                card?: ("none" | "sm" | "md" | "lg" | "full") | null;
                /** @description How round the corners of fields are */
                input?: ("none" | "sm" | "md" | "lg" | "full") | null;
            } | null;
            /** @description The size of text */
            fontSize?: {
                /** @description The size of text, pixels; 14 when absent. Other sizes follow */
                base?: number | null;
            } | null;
        };
        /**
         * DeliveryOut
         * @description A delivery: one message on its way to one endpoint
         */
        DeliveryOut: {
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
            /** @description The name of the event type */
            eventType: string;
            /** @description The channels of the message; null when it has none */
            channels: string[] | null;
            /**
             * @description `pending`: an attempt follows. `succeeded`: the endpoint accepted it. `exhausted`: all attempts of the schedule failed. `canceled`: it was stopped, see `reason`.
             * @enum {string}
             */
            state: "pending" | "succeeded" | "exhausted" | "canceled";
            /** @description Why the delivery was canceled */
            reason: string | null;
            /** @description What the next attempt waits for; null when no attempt follows. `scheduled`: its `deliverAt`. `retry`: the retry schedule. `circuit`: the circuit of its endpoint is open. `retry-after`: the endpoint asked for a pause. `rate`: a `throttleRate`. `proxy`: the proxy of this server fails. `payload`: its payload is kept but was not found. `disabled`, `deleted`: its endpoint is; at `nextAttempt` the delivery is canceled, unless the endpoint is enabled by then. `held`: the server runs on a restored copy and sends nothing until an operator lets it go on; `nextAttempt` is null. `turn`: it is due, and other deliveries come first. `attempt`: an attempt is in progress. */
            waitsFor: ("scheduled" | "retry" | "circuit" | "retry-after" | "rate" | "proxy" | "payload" | "disabled" | "deleted" | "held" | "turn" | "attempt") | null;
            /** @description When the delivery is attempted or checked next; never in the past */
            nextAttempt: string | null;
            /** @description The number of scheduled attempts made */
            attempts: number;
            /** @description The number of manual attempts made: resends, recoveries, replays */
            manualAttempts: number;
            /** @description The latest attempt; null when there was none */
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
                /** @description Why there was no HTTP answer */
                failure: ("timeout" | "blocked" | "dns" | "connection" | "tls" | "protocol") | null;
                /**
                 * @description Scheduled, manual
                 * @enum {integer}
                 */
                triggerType: 0 | 1;
                /**
                 * Format: date-time
                 * @description When the attempt began
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
        };
        /** DestinationIn */
        DestinationIn: {
            /**
             * @description Only `pollingEndpoint` is there: messages that its owner polls for
             * @example pollingEndpoint
             */
            type: string;
            /** @description A polling endpoint has none */
            config?: Record<string, never> | null;
            /** @description Optional unique identifier for the destination */
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
            /** @description Only messages of these event types; all when empty or null */
            eventTypes?: string[] | null;
            /** @description Only messages of one of these channels; all when empty or null */
            channels?: string[] | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
        };
        /** DestinationOut */
        DestinationOut: {
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
            /** @description Optional unique identifier for the destination */
            uid: string | null;
            /**
             * @description Polls of a disabled one find nothing, and its consumers keep their places
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
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[];
            /** @description Only messages of one of these channels; null means all */
            channels?: string[];
            /**
             * @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them
             * @example {
             *       "plan": "pro"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was created
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             */
            updatedAt: string;
        };
        /** DestinationPatch */
        DestinationPatch: {
            /**
             * @description Only `pollingEndpoint` is there: messages that its owner polls for
             * @example pollingEndpoint
             */
            type?: string;
            /** @description A polling endpoint has none */
            config?: Record<string, never> | null;
            /** @description Optional unique identifier for the destination */
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
            /** @description Only messages of these event types; all when empty or null */
            eventTypes?: string[] | null;
            /** @description Only messages of one of these channels; all when empty or null */
            channels?: string[] | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
        };
        /** EgressAddressesOut */
        EgressAddressesOut: {
            /** @description Ranges of addresses, such as `203.0.113.7/32` */
            data: string[];
        };
        /** EmptyResponse */
        EmptyResponse: Record<string, never>;
        /** EndpointAttemptSeries */
        EndpointAttemptSeries: {
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
        };
        /**
         * EndpointAttemptStats
         * @description Attempts that succeeded and failed, and deliveries that were canceled
         */
        EndpointAttemptStats: {
            /** @description Attempts that succeeded */
            success: number;
            /** @description Attempts that failed */
            fail: number;
            /** @description Deliveries that were canceled */
            canceled: number;
        };
        /**
         * EndpointCircuit
         * @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds
         */
        EndpointCircuit: {
            /**
             * @description `open`: deliveries wait. `half-open`: one probe is on its way
             * @enum {string}
             */
            state: "open" | "half-open";
            /**
             * Format: date-time
             * @description When the circuit opened
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
         * EndpointDropped
         * @description Credentials that were removed because a portal token changed the scheme, host or port of the URL
         */
        EndpointDropped: {
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
         * EndpointFilterTestIn
         * @description Without `filter`, the endpoint's own is tested
         */
        EndpointFilterTestIn: {
            /** @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description The id or eventId of one message, in place of the latest ones */
            messageId?: string;
            /** @description How many of the latest messages; 20 when absent */
            limit?: number;
        };
        /** EndpointFilterTestOut */
        EndpointFilterTestOut: {
            /** @description How many messages were looked at */
            checked: number;
            /** @description How many of them the endpoint would be sent */
            matched: number;
            /** @description Newest first */
            data: components["schemas"]["EndpointFilterVerdict"][];
        };
        /**
         * EndpointFilterUnmet
         * @description The first condition of the filter that is not fulfilled
         */
        EndpointFilterUnmet: {
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
        /** EndpointFilterVerdict */
        EndpointFilterVerdict: {
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
             * @description When it was created
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
            /** @description The first condition of the filter that is not fulfilled */
            unmet?: components["schemas"]["EndpointFilterUnmet"];
        };
        /** EndpointHeadersIn */
        EndpointHeadersIn: {
            /**
             * @description Headers that are sent with each delivery, by name
             * @example {
             *       "x-region": "eu"
             *     }
             */
            headers: {
                [key: string]: string;
            };
        };
        /** EndpointHeadersOut */
        EndpointHeadersOut: {
            /**
             * @description The headers whose values are shown, by name
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
        /** EndpointHeadersPatchIn */
        EndpointHeadersPatchIn: {
            /** @description Null removes the header */
            headers: {
                [key: string]: string | null;
            };
            /** @description Names of headers to remove */
            deleteHeaders?: string[];
        };
        /** EndpointIn */
        EndpointIn: {
            /**
             * @description The URL, http or https
             * @example https://example.com/webhook/
             */
            url: string;
            /** @description The purpose of the endpoint */
            description?: string;
            /** @description Kept for SDKs; it has no effect */
            version?: number | null;
            /** @description Whether it gets no messages */
            disabled?: boolean;
            /** @description Optional unique identifier for the endpoint */
            uid?: string | null;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes?: string[] | null;
            /** @description Only messages of one of these channels; null means all */
            channels?: string[] | null;
            /** @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule */
            retrySchedule?: number[] | null;
            /** @description `whsec_` and 24 to 75 bytes, or `whsk_` and an Ed25519 key pair, in base64; generated when absent */
            secret?: string | null;
            /** @description Headers that are sent with each delivery, by name */
            headers?: {
                [key: string]: string;
            } | null;
        };
        /** EndpointMessageOut */
        EndpointMessageOut: {
            /**
             * @description The message's id
             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Your own name for the message; paths take it in place of the id. Null when it has none */
            eventId: string | null;
            /** @description The name of the event type */
            eventType: string;
            /**
             * @description The payload as sent; `{}` without content; `{"expired":true}`, with `isExpired`, when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
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
             * @description The payload is gone: its retention is over, or it was deleted
             * @enum {boolean}
             */
            isExpired?: true;
            /**
             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
             * @enum {boolean}
             */
            isUnavailable?: true;
            /** @description The content type of deliveries, when it is not application/json */
            contentType?: string;
            /** @description The channels of the message; null when it has none */
            channels: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags?: string[];
            /**
             * Format: date-time
             * @description The first attempt is made at this time; absent when it is made at once
             * @example 2026-11-22T14:05:00.123Z
             */
            deliverAt?: string;
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            timestamp: string;
            /**
             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
             * @enum {integer}
             */
            status: 0 | 1 | 2 | 3 | 4;
            /**
             * @description The same as `status`, in words
             * @enum {string}
             */
            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
            /**
             * Format: date-time
             * @description When it is attempted next; absent or null when no attempt is planned
             * @example 2026-11-22T14:05:00.123Z
             */
            nextAttempt?: string;
        };
        /** EndpointOut */
        EndpointOut: {
            /**
             * @description The endpoint's id
             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Your own name for it; paths take it in place of the id */
            uid: string | null;
            /** @description The URL in its normal form; a portal sees it without a login */
            url: string;
            /** @description What it is for, for people */
            description: string;
            /** @description Kept for SDKs; it has no effect */
            version: number;
            /** @description Whether it gets no messages */
            disabled: boolean;
            /** @description Only messages of these event types; null means all */
            eventTypes: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes: string[] | null;
            /** @description Only messages of one of these channels; null means all */
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
            /** @description The most messages a second; null means no limit. Deliveries wait for it without using up an attempt */
            throttleRate: number | null;
            /** @description The older name of throttleRate */
            rateLimit: number | null;
            /**
             * @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them
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
            /** @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds */
            circuit?: components["schemas"]["EndpointCircuit"];
            /** @description Why and when Posthorn disabled the endpoint; absent where a caller did */
            stopped?: components["schemas"]["EndpointStopped"];
            /** @description Credentials that were removed because a portal token changed the scheme, host or port of the URL */
            dropped?: components["schemas"]["EndpointDropped"];
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** EndpointPatch */
        EndpointPatch: {
            /**
             * @description The URL, http or https
             * @example https://example.com/webhook/
             */
            url?: string;
            /** @description What it is for, for people */
            description?: string;
            /**
             * @deprecated
             * @description Kept for SDKs; it has no effect
             */
            version?: number;
            /** @description Whether it gets no messages */
            disabled?: boolean;
            /** @description Optional unique identifier for the endpoint */
            uid?: string | null;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes?: string[] | null;
            /** @description Only messages of one of these channels; null means all */
            channels?: string[] | null;
            /** @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule */
            retrySchedule?: number[] | null;
        };
        /** EndpointSecretOut */
        EndpointSecretOut: {
            /**
             * @description `whsec_…`, or the public `whpk_…` of an Ed25519 pair
             * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
             */
            key: string;
        };
        /** EndpointSecretRotateIn */
        EndpointSecretRotateIn: {
            /** @description The new secret; generated when absent */
            key?: string | null;
            /** @description How long the old secret keeps signing, in seconds; 86400 when absent */
            gracePeriodSeconds?: number | null;
        };
        /**
         * EndpointStats
         * @description Attempts by status, and the deliveries that have not succeeded
         */
        EndpointStats: {
            /** @description Attempts that succeeded */
            success: number;
            /** @description Always 0: attempts are counted when they are over */
            pending: number;
            /** @description Always 0: attempts are counted when they are over */
            sending: number;
            /** @description Attempts that failed */
            fail: number;
            /** @description Always 0: what is canceled has no attempt */
            canceled: number;
            /** @description Deliveries of messages created in this time that have not succeeded, by their present state */
            undelivered: {
                /** @description An attempt follows */
                pending: number;
                /** @description All attempts of the schedule failed */
                exhausted: number;
                /** @description They were stopped */
                canceled: number;
            };
        };
        /**
         * EndpointStopped
         * @description Why and when Posthorn disabled the endpoint; absent where a caller did
         */
        EndpointStopped: {
            /**
             * @description It answered 410 Gone, or messages to it failed for too long
             * @enum {string}
             */
            why: "gone" | "failing";
            /**
             * Format: date-time
             * @description When it was disabled
             * @example 2026-11-22T14:05:00.123Z
             */
            at: string;
        };
        /** EndpointUpdate */
        EndpointUpdate: {
            /**
             * @description The URL, http or https
             * @example https://example.com/webhook/
             */
            url: string;
            /** @description The purpose of the endpoint */
            description?: string;
            /** @description Kept for SDKs; it has no effect */
            version?: number | null;
            /** @description Whether it gets no messages */
            disabled?: boolean;
            /** @description Optional unique identifier for the endpoint */
            uid?: string | null;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes?: string[] | null;
            /** @description Only messages of one of these channels; null means all */
            channels?: string[] | null;
            /** @description JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. Null, or `{}`, is none; a PUT without it leaves it as it is */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule */
            retrySchedule?: number[] | null;
        };
        /** EnvironmentIn */
        EnvironmentIn: {
            /** @description The event types to create; an existing one with the same name is replaced */
            eventTypes?: components["schemas"]["EventTypeIn"][] | null;
            /** @description The settings to replace; absent settings stay unchanged */
            settings?: components["schemas"]["EnvironmentSettings"] | null;
        };
        /** EnvironmentOut */
        EnvironmentOut: {
            /**
             * @description The version of the form of this document
             * @example 1
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /** @description All event types, archived ones included */
            eventTypes: components["schemas"]["EventTypeOut"][];
            /** @description Always empty: Posthorn has no connectors */
            connectors: Record<string, never>[];
            /** @description All settings */
            settings: components["schemas"]["EnvironmentSettingsOut"];
        };
        /**
         * EnvironmentSettings
         * @description The settings to replace; absent settings stay unchanged
         */
        EnvironmentSettings: {
            /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
            validatePayload?: boolean;
            /** @description Your product's name, in the frame and the title of the portal */
            displayName?: string | null;
            /** @description The picture at the top: a `data:image/…` URL of at most 50 KB, or a URL of this server. The page loads nothing from other hosts */
            logoUrl?: string | null;
            /** @description Fonts of the reader's system, as in CSS */
            customFontFamily?: string | null;
            /** @description Whether the portal shows channels and filters by them; true by default */
            enableChannels?: boolean;
            /** @description Whether the portal shows tags of messages and filters by them; true by default */
            enableMessageTags?: boolean;
            /** @description Colours for readers whose system is light */
            colorPaletteLight?: components["schemas"]["ColorPalette"] | null;
            /** @description Colours for readers whose system is dark */
            colorPaletteDark?: components["schemas"]["ColorPalette"] | null;
            /** @description Corners and the size of text in the portal */
            customThemeOverride?: components["schemas"]["CustomThemeOverride"] | null;
            /** @description Other words in the portal */
            customStringsOverride?: components["schemas"]["CustomStringsOverride"] | null;
            /** @description Posthorn does not have it: only false is taken */
            enableTransformations?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            enableIntegrationManagement?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            enableMessageStream?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            enableOtlp?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            enableEndpointMtlsConfig?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            enableEndpointOauthConfig?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            showSvixBrandFooter?: false | null;
            /** @description Posthorn does not have it: only false is taken */
            showUseSvixPlay?: false | null;
        };
        /**
         * EnvironmentSettingsOut
         * @description All settings
         */
        EnvironmentSettingsOut: {
            /** @description Whether a message is refused when its payload does not match its event type's schema, or when that schema cannot check it. The same field of an event type takes precedence; false by default */
            validatePayload: boolean;
            /** @description Your product's name, in the frame and the title of the portal */
            displayName: string | null;
            /** @description The picture at the top: a `data:image/…` URL of at most 50 KB, or a URL of this server. The page loads nothing from other hosts */
            logoUrl: string | null;
            /** @description Fonts of the reader's system, as in CSS */
            customFontFamily: string | null;
            /** @description Whether the portal shows channels and filters by them; true by default */
            enableChannels: boolean;
            /** @description Whether the portal shows tags of messages and filters by them; true by default */
            enableMessageTags: boolean;
            /** @description Colours for readers whose system is light */
            colorPaletteLight: components["schemas"]["ColorPalette"] | null;
            /** @description Colours for readers whose system is dark */
            colorPaletteDark: components["schemas"]["ColorPalette"] | null;
            /** @description Corners and the size of text in the portal */
            customThemeOverride: components["schemas"]["CustomThemeOverride"] | null;
            /** @description Other words in the portal */
            customStringsOverride: components["schemas"]["CustomStringsOverride"] | null;
        };
        /** EventExampleIn */
        EventExampleIn: {
            /**
             * @description The event type's name
             * @example invoice.paid
             */
            eventType: string;
            /** @description The index of the schema's example; the first when absent */
            exampleIndex?: number;
            /** @description The payload to send instead of one of the schema's examples */
            payload?: {
                [key: string]: unknown;
            } | null;
        };
        /** EventTypeFromOpenApi */
        EventTypeFromOpenApi: {
            /**
             * @description The event type's name
             * @example invoice.paid
             */
            name: string;
            /** @description What it is for, for people */
            description: string;
            /** @description Whether customers should leave it; it works like others */
            deprecated: boolean;
            /** @description The JSON Schema (draft 7) of version 1 */
            schemas: {
                [key: string]: unknown;
            } | null;
            /** @description Shown only to portals with this flag; null when it needs none */
            featureFlag: string | null;
            /** @description Shown only to portals with one of these flags */
            featureFlags: string[] | null;
            /** @description The group in which it is shown */
            groupName: string | null;
        };
        /** EventTypeImportOpenApiIn */
        EventTypeImportOpenApiIn: {
            /** @description An OpenAPI document, 3.0 or 3.1; its `webhooks` and `x-webhooks` become event types */
            spec?: {
                [key: string]: unknown;
            } | null;
            /** @description The document as JSON or YAML text */
            specRaw?: string | null;
            /** @description Only return what would be written */
            dryRun?: boolean;
            /** @description Archive the event types that are not in the document */
            replaceAll?: boolean;
        };
        /** EventTypeImportOpenApiOut */
        EventTypeImportOpenApiOut: {
            /** @description What was done, or with `dryRun` would be done */
            data: components["schemas"]["EventTypeImportOpenApiOutData"];
        };
        /**
         * EventTypeImportOpenApiOutData
         * @description What was done, or with `dryRun` would be done
         */
        EventTypeImportOpenApiOutData: {
            /** @description The event types that were written or archived; none with `dryRun` */
            modified: string[];
            /** @description With `dryRun`, the event types that would be written; otherwise empty */
            to_modify: components["schemas"]["EventTypeFromOpenApi"][];
        };
        /** EventTypeIn */
        EventTypeIn: {
            /**
             * @description The event type's name
             * @example invoice.paid
             */
            name: string;
            /** @description The event type's description */
            description: string;
            /** @description Whether it is archived: new filters cannot name it, and lists leave it out */
            archived?: boolean;
            /** @description Whether customers should leave it; it works like others */
            deprecated?: boolean;
            /** @description A JSON Schema (draft 7) for each version */
            schemas?: {
                [key: string]: unknown;
            } | null;
            /** @description The event type is shown only to portals with this flag */
            featureFlag?: string | null;
            /** @description The event type is shown only to portals with one of these flags */
            featureFlags?: string[] | null;
            /** @description The group in which the event type is shown */
            groupName?: string | null;
            /** @description Seconds to wait before each retry, for endpoints without a retry schedule */
            retrySchedule?: number[] | null;
            /** @description Whether a message is refused when its payload does not match the highest version's schema; by the organization's settings when absent */
            validatePayload?: boolean | null;
        };
        /** EventTypeOut */
        EventTypeOut: {
            /**
             * @description The event type's name
             * @example invoice.paid
             */
            name: string;
            /** @description What it is for, for people */
            description: string;
            /** @description Whether it is archived: new filters cannot name it, and lists leave it out */
            archived: boolean;
            /** @description Whether customers should leave it; it works like others */
            deprecated: boolean;
            /** @description The schemas as sent; null in a list without content */
            schemas: {
                [key: string]: unknown;
            } | null;
            /** @description Shown only to portals with this flag; null when it needs none */
            featureFlag: string | null;
            /** @description Shown only to portals with one of these flags; absent when it needs none */
            featureFlags?: string[];
            /** @description The group in which it is shown */
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
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** EventTypePatch */
        EventTypePatch: {
            /** @description The event type's description */
            description?: string;
            /** @description Whether it is archived: new filters cannot name it, and lists leave it out */
            archived?: boolean;
            /** @description Whether customers should leave it; it works like others */
            deprecated?: boolean;
            /** @description A JSON Schema (draft 7) for each version */
            schemas?: {
                [key: string]: unknown;
            } | null;
            /** @description The event type is shown only to portals with this flag */
            featureFlag?: string | null;
            /** @description The event type is shown only to portals with one of these flags */
            featureFlags?: string[] | null;
            /** @description The group in which the event type is shown */
            groupName?: string | null;
            /** @description Seconds to wait before each retry, for endpoints without a retry schedule */
            retrySchedule?: number[] | null;
            /** @description Whether a message is refused when its payload does not match the highest version's schema; by the organization's settings when absent */
            validatePayload?: boolean | null;
        };
        /** EventTypeRetryScheduleIn */
        EventTypeRetryScheduleIn: {
            /** @description Seconds to wait before each retry; an empty list means one attempt only, null the default schedule */
            retrySchedule: number[] | null;
        };
        /** EventTypeRetryScheduleOut */
        EventTypeRetryScheduleOut: {
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
        /** EventTypeUpdate */
        EventTypeUpdate: {
            /** @description The event type's description */
            description: string;
            /** @description Whether it is archived: new filters cannot name it, and lists leave it out */
            archived?: boolean;
            /** @description Whether customers should leave it; it works like others */
            deprecated?: boolean;
            /** @description A JSON Schema (draft 7) for each version */
            schemas?: {
                [key: string]: unknown;
            } | null;
            /** @description The event type is shown only to portals with this flag */
            featureFlag?: string | null;
            /** @description The event type is shown only to portals with one of these flags */
            featureFlags?: string[] | null;
            /** @description The group in which the event type is shown */
            groupName?: string | null;
            /** @description Seconds to wait before each retry, for endpoints without a retry schedule */
            retrySchedule?: number[] | null;
            /** @description Whether a message is refused when its payload does not match the highest version's schema; by the organization's settings when absent */
            validatePayload?: boolean | null;
        };
        /** FindOut */
        FindOut: {
            /** @description At most 20, exact matches first */
            data: components["schemas"]["FoundOut"][];
        };
        /** FoundOut */
        FoundOut: {
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
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** @description Everything that is wrong with the request */
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
                /**
                 * @description The kind of error, for programs: `value_error`, or `value_error.jsondecode` for the shape of the JSON
                 * @example value_error
                 */
                type: string;
            }[];
        };
        /** HttpError */
        HttpError: {
            /**
             * @description The kind of error, for programs
             * @example not_found
             */
            code: string;
            /**
             * @description What is wrong, for people; its words may change
             * @example Entity not found
             */
            detail: string;
        };
        /** ImportBegun */
        ImportBegun: {
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
             * @description When it was changed last
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
        /** ImportOut */
        ImportOut: {
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
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** Jwk */
        Jwk: {
            /** @description The thumbprint of the key (RFC 7638); it is in the header of the tokens that Posthorn makes */
            kid: string;
            /**
             * @description The kind of key: RSA or OKP
             * @example OKP
             */
            kty: string;
            /**
             * @description It is for signatures
             * @example sig
             */
            use: string;
            /**
             * @description The algorithm of tokens
             * @example EdDSA
             */
            alg: string;
            /** @description Of an RSA key */
            n?: string;
            /** @description Of an RSA key */
            e?: string;
            /** @description Of an Ed25519 key */
            crv?: string;
            /** @description Of an Ed25519 key */
            x?: string;
        };
        /** JwksOut */
        JwksOut: {
            /** @description Empty where tokens are signed with a secret; two while one key takes the place of the other */
            keys: components["schemas"]["Jwk"][];
        };
        /** ListResponse_ApplicationOut_ */
        ListResponse_ApplicationOut_: {
            /** @description The items of this page */
            data: components["schemas"]["ApplicationOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_AttentionOut_ */
        ListResponse_AttentionOut_: {
            /** @description The items of this page */
            data: components["schemas"]["AttentionOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_BackgroundTaskOut_ */
        ListResponse_BackgroundTaskOut_: {
            /** @description The items of this page */
            data: components["schemas"]["BackgroundTaskOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_DeliveryOut_ */
        ListResponse_DeliveryOut_: {
            /** @description The items of this page */
            data: components["schemas"]["DeliveryOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_DestinationOut_ */
        ListResponse_DestinationOut_: {
            /** @description The items of this page */
            data: components["schemas"]["DestinationOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_EndpointMessageOut_ */
        ListResponse_EndpointMessageOut_: {
            /** @description The items of this page */
            data: components["schemas"]["EndpointMessageOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_EndpointOut_ */
        ListResponse_EndpointOut_: {
            /** @description The items of this page */
            data: components["schemas"]["EndpointOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_EventTypeOut_ */
        ListResponse_EventTypeOut_: {
            /** @description The items of this page */
            data: components["schemas"]["EventTypeOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_MessageAttemptOut_ */
        ListResponse_MessageAttemptOut_: {
            /** @description The items of this page */
            data: components["schemas"]["MessageAttemptOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_MessageEndpointOut_ */
        ListResponse_MessageEndpointOut_: {
            /** @description The items of this page */
            data: components["schemas"]["MessageEndpointOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_MessageOut_ */
        ListResponse_MessageOut_: {
            /** @description The items of this page */
            data: components["schemas"]["MessageOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_OperationalWebhookEndpointOut_ */
        ListResponse_OperationalWebhookEndpointOut_: {
            /** @description The items of this page */
            data: components["schemas"]["OperationalWebhookEndpointOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** ListResponse_PollingEndpointConsumerOut_ */
        ListResponse_PollingEndpointConsumerOut_: {
            /** @description The items of this page */
            data: components["schemas"]["PollingEndpointConsumerOut"][];
            /** @description The value of `iterator` for the next page */
            iterator: string | null;
            /** @description The value of `iterator` for the previous page */
            prevIterator?: string;
            /** @description Whether no items follow in this direction */
            done: boolean;
        };
        /** MessageAttemptHeadersOut */
        MessageAttemptHeadersOut: {
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
        /** MessageAttemptOut */
        MessageAttemptOut: {
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
            /**
             * @description The same as `status`, in words
             * @enum {string}
             */
            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
            /**
             * @description 0 when there was no HTTP answer
             * @example 200
             */
            responseStatusCode: number;
            /** @description The start of the answer's body, or why there was no answer */
            response: string;
            /** @description From the start of the attempt to the headers of the answer, or to the error, in ms */
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
            /** @description The message of the attempt, when `with_msg=true` */
            msg?: components["schemas"]["MessageOut"];
            /**
             * Format: date-time
             * @description When the attempt began
             * @example 2026-11-22T14:05:00.123Z
             */
            timestamp: string;
        };
        /** MessageBatchIn */
        MessageBatchIn: {
            /** @description 1 to 100 messages; each is accepted or refused alone */
            messages: components["schemas"]["BatchMessageIn"][];
        };
        /** MessageBatchOut */
        MessageBatchOut: {
            /** @description One result for each message, in their order */
            data: components["schemas"]["BatchResult"][];
        };
        /** MessageEndpointOut */
        MessageEndpointOut: {
            /**
             * @description The endpoint's id
             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Your own name for it; paths take it in place of the id */
            uid: string | null;
            /** @description The URL, http or https */
            url: string;
            /** @description What it is for, for people */
            description: string;
            /** @description Kept for SDKs; it has no effect */
            version: number;
            /** @description Whether it gets no messages */
            disabled: boolean;
            /** @description Only messages of these event types; null means all */
            eventTypes: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes: string[] | null;
            /** @description Only messages of one of these channels; null means all */
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
            /** @description The most messages a second; null means no limit. Deliveries wait for it without using up an attempt */
            throttleRate: number | null;
            /** @description The older name of throttleRate */
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
            /** @description Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds */
            circuit?: components["schemas"]["EndpointCircuit"];
            /** @description Why and when Posthorn disabled the endpoint; absent where a caller did */
            stopped?: components["schemas"]["EndpointStopped"];
            /** @description Credentials that were removed because a portal token changed the scheme, host or port of the URL */
            dropped?: components["schemas"]["EndpointDropped"];
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
            /**
             * @description Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it
             * @enum {integer}
             */
            status: 0 | 1 | 2 | 3 | 4;
            /**
             * @description The same as `status`, in words
             * @enum {string}
             */
            statusText: "success" | "pending" | "fail" | "sending" | "canceled";
            /** @description When it is attempted next; absent or null when no attempt is planned */
            nextAttempt: string | null;
        };
        /** MessageIn */
        MessageIn: {
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
            /** @description Optional unique identifier for the message */
            eventId?: string | null;
            /** @description Labels that endpoints can filter by, such as a project; 1 to 5 */
            channels?: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags?: string[] | null;
            /** @description How many days the payload is kept; as POSTHORN_PAYLOAD_DAYS says when absent, 90 by default */
            payloadRetentionPeriod?: number;
            /** @description The same in hours, instead of payloadRetentionPeriod. Retries after that time are canceled */
            payloadRetentionHours?: number | null;
            /** @description The first attempt is made at this time */
            deliverAt?: string | null;
            /** @description Creates the application if it does not exist: an ApplicationIn whose uid is the one in the path */
            application?: components["schemas"]["ApplicationIn"] | null;
            /** @description What is delivered in place of the payload */
            transformationsParams?: {
                /** @description The text that is delivered instead of the payload */
                rawPayload?: string | null;
                /** @description Only `content-type` is allowed: the content type of the delivery */
                headers?: {
                    [key: string]: string;
                } | null;
            } | null;
        };
        /** MessageOut */
        MessageOut: {
            /**
             * @description The message's id
             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description Your own name for the message; paths take it in place of the id. Null when it has none */
            eventId: string | null;
            /** @description The name of the event type */
            eventType: string;
            /**
             * @description The payload as sent; `{}` without content; `{"expired":true}`, with `isExpired`, when it is gone; `{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; `{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object
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
             * @description The payload is gone: its retention is over, or it was deleted
             * @enum {boolean}
             */
            isExpired?: true;
            /**
             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
             * @enum {boolean}
             */
            isUnavailable?: true;
            /** @description The content type of deliveries, when it is not application/json */
            contentType?: string;
            /** @description The channels of the message; null when it has none */
            channels: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags?: string[];
            /**
             * Format: date-time
             * @description The first attempt is made at this time; absent when it is made at once
             * @example 2026-11-22T14:05:00.123Z
             */
            deliverAt?: string;
            /**
             * Format: date-time
             * @description When the message was accepted
             * @example 2026-11-22T14:05:00.123Z
             */
            timestamp: string;
        };
        /** MessagePrecheckIn */
        MessagePrecheckIn: {
            /**
             * @description The event type's name
             * @example invoice.paid
             */
            eventType: string;
            /** @description The channels of the message */
            channels?: string[] | null;
        };
        /** MessagePrecheckOut */
        MessagePrecheckOut: {
            /** @description Whether any endpoint would get such a message */
            active: boolean;
        };
        /** OperationalWebhookEndpointIn */
        OperationalWebhookEndpointIn: {
            /**
             * @description The URL, http or https
             * @example https://example.com/webhook/
             */
            url: string;
            /** @description Optional unique identifier for the endpoint */
            uid?: string | null;
            /** @description The purpose of the endpoint */
            description?: string;
            /** @description Whether it gets no messages */
            disabled?: boolean;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes?: string[] | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
            /** @description `whsec_` and 24 to 75 bytes, or `whsk_` and an Ed25519 key pair, in base64; generated when absent */
            secret?: string | null;
            /** @description Headers that are sent with each delivery, by name */
            headers?: {
                [key: string]: string;
            } | null;
        };
        /** OperationalWebhookEndpointOut */
        OperationalWebhookEndpointOut: {
            /**
             * @description The endpoint's id
             * @example ep_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description The URL, http or https */
            url: string;
            /** @description Your own name for it; paths take it in place of the id */
            uid: string | null;
            /** @description What it is for, for people */
            description: string;
            /** @description Whether it gets no messages */
            disabled: boolean;
            /** @description Only messages of these event types; null means all */
            eventTypes: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes: string[] | null;
            /**
             * @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them
             * @example {
             *       "plan": "pro"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /** @description The most messages a second; null means no limit. Deliveries wait for it without using up an attempt */
            throttleRate: number | null;
            /** @description The older name of throttleRate */
            rateLimit: number | null;
            /**
             * Format: date-time
             * @description When it was created
             * @example 2026-11-22T14:05:00.123Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** OperationalWebhookEndpointUpdate */
        OperationalWebhookEndpointUpdate: {
            /**
             * @description The URL, http or https
             * @example https://example.com/webhook/
             */
            url: string;
            /** @description Optional unique identifier for the endpoint */
            uid?: string | null;
            /** @description The purpose of the endpoint */
            description?: string;
            /** @description Whether it gets no messages */
            disabled?: boolean;
            /** @description Only messages of these event types; null means all */
            eventTypes?: string[] | null;
            /** @description The older name of eventTypes */
            filterTypes?: string[] | null;
            /** @description Texts of your own, by names of your own; at most 4,096 bytes as JSON. A change replaces all of them */
            metadata?: {
                [key: string]: string;
            } | null;
            /** @description The most messages a second; null means no limit */
            throttleRate?: number | null;
            /** @description The older name of throttleRate */
            rateLimit?: number | null;
        };
        /** PollerV2CommitIn */
        PollerV2CommitIn: {
            /** @description All messages up to this one are acknowledged */
            offset: number;
        };
        /** PollerV2MessageOut */
        PollerV2MessageOut: {
            /** @description The message's number in this consumer */
            offset: number;
            /**
             * @description The message's id
             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description The name that the sender gave it */
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
            /**
             * @description The payload is gone: its retention is over, or it was deleted
             * @enum {boolean}
             */
            isExpired?: true;
            /**
             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
             * @enum {boolean}
             */
            isUnavailable?: true;
            /** @description The channels of the message; null when it has none */
            channels: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags: string[] | null;
            /**
             * Format: date-time
             * @description When it was accepted
             */
            timestamp: string;
            /** @description When it was to come */
            deliverAt: string | null;
            /** @description The content type, where the sender gave one */
            headers: {
                [key: string]: string;
            } | null;
        };
        /** PollerV2PollOut */
        PollerV2PollOut: {
            /** @description The items of this page */
            data: components["schemas"]["PollerV2MessageOut"][];
            /** @description Nothing follows for now */
            done: boolean;
        };
        /** PollingEndpointConsumerOut */
        PollingEndpointConsumerOut: {
            /**
             * @description The name that its client polls under
             * @example worker-1
             */
            id: string;
            /** @description Its latest poll, as exact as a minute while nothing comes; null when it never polled */
            lastPollAt: string | null;
            /**
             * @description How many messages it has not acknowledged; 250: so many or more
             * @example 12
             */
            lag: number;
            /** @description When the first of these was accepted; null without any */
            lagSince: string | null;
        };
        /**
         * PollingEndpointConsumerSeekIn
         * @description Messages of this time or later follow
         */
        PollingEndpointConsumerSeekIn: {
            /**
             * Format: date-time
             * @description Messages of this time or later follow
             * @example 2026-11-22T14:05:00.123Z
             */
            after: string;
        };
        /** PollingEndpointConsumerSeekOut */
        PollingEndpointConsumerSeekOut: {
            /** @description Of the place */
            iterator: string;
        };
        /** PollingEndpointMessageOut */
        PollingEndpointMessageOut: {
            /**
             * @description The message's id
             * @example msg_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /** @description The name that the sender gave it */
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
            /**
             * @description The payload is gone: its retention is over, or it was deleted
             * @enum {boolean}
             */
            isExpired?: true;
            /**
             * @description The payload is kept, but the answering server does not find it: ask again, or look for `delivery.payload-not-found` in the log
             * @enum {boolean}
             */
            isUnavailable?: true;
            /** @description The channels of the message; null when it has none */
            channels: string[] | null;
            /** @description Texts by which lists can be filtered; up to 5. Endpoints do not filter by them unless a `filter` names them */
            tags: string[] | null;
            /**
             * Format: date-time
             * @description When it was accepted
             */
            timestamp: string;
            /** @description When it was to come */
            deliverAt: string | null;
            /** @description The content type, where the sender gave one */
            headers: {
                [key: string]: string;
            } | null;
        };
        /** PollingEndpointOut */
        PollingEndpointOut: {
            /** @description The items of this page */
            data: components["schemas"]["PollingEndpointMessageOut"][];
            /** @description Give it to the next poll; of a consumer, this acknowledges the page */
            iterator: string;
            /** @description Nothing follows for now */
            done: boolean;
        };
        /** PortalSettingsOut */
        PortalSettingsOut: {
            /** @description Your product's name, in the frame and the title of the portal */
            displayName: string | null;
            /** @description The picture at the top: a `data:image/…` URL of at most 50 KB, or a URL of this server. The page loads nothing from other hosts */
            logoUrl: string | null;
            /** @description Fonts of the reader's system, as in CSS */
            customFontFamily: string | null;
            /** @description Whether the portal shows channels and filters by them; true by default */
            enableChannels: boolean;
            /** @description Whether the portal shows tags of messages and filters by them; true by default */
            enableMessageTags: boolean;
            /** @description Colours for readers whose system is light */
            colorPaletteLight: components["schemas"]["ColorPalette"] | null;
            /** @description Colours for readers whose system is dark */
            colorPaletteDark: components["schemas"]["ColorPalette"] | null;
            /** @description Corners and the size of text in the portal */
            customThemeOverride: components["schemas"]["CustomThemeOverride"] | null;
            /** @description Other words in the portal */
            customStringsOverride: components["schemas"]["CustomStringsOverride"] | null;
        };
        /** RateLimitStatusOut */
        RateLimitStatusOut: {
            /**
             * @description `unlimited`: no limit holds now; `within`: nothing waits; `throttled`: deliveries wait for a limit
             * @enum {string}
             */
            status: "unlimited" | "within" | "throttled";
            /** @description Since when deliveries wait; null when none does */
            throttledSince: string | null;
            /** @description The limits that hold now */
            limits: {
                /**
                 * @description The limit of the endpoint, of its application for all endpoints together, or the rising one after a circuit was closed
                 * @enum {string}
                 */
                of: "endpoint" | "application" | "circuit";
                /** @description Messages a second */
                rate: number;
                /** @description About how many deliveries wait for it */
                waiting: number;
                /** @description When the last of them is sent, as far as the next 15 minutes; null when none waits */
                clearAt: string | null;
            }[];
            /** @description The attempts of the last seconds; null where no limit holds */
            sent: {
                /** @description Attempts in this time, up to now */
                count: number;
                /** @description How long this time is: 60, 10 or 1, by the rate */
                seconds: number;
                /** @description There were more than were counted */
                more: boolean;
            } | null;
        };
        /** RecoverIn */
        RecoverIn: {
            /**
             * Format: date-time
             * @description The beginning of the range
             * @example 2026-11-22T14:05:00.123Z
             */
            since: string;
            /** @description The end of the range, at most 14 days after `since`; now when absent */
            until?: string | null;
        };
        /** RecoverOut */
        RecoverOut: {
            /**
             * @description The task's id
             * @example qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2
             */
            id: string;
            /**
             * @description `running`, `finished` or `failed`
             * @enum {string}
             */
            status: "running" | "finished" | "failed";
            /**
             * @description The kind of task
             * @enum {string}
             */
            task: "endpoint.recover" | "endpoint.replay" | "endpoint.bulk-replay" | "application.stats" | "message.broadcast" | "sdk.generate" | "event-type.aggregate" | "application.purge_content" | "message.import" | "endpoint.cancel-messages";
            /**
             * Format: date-time
             * @description When it was changed last
             * @example 2026-11-22T14:05:00.123Z
             */
            updatedAt: string;
        };
        /** ReplayIn */
        ReplayIn: {
            /**
             * Format: date-time
             * @description The beginning of the range
             * @example 2026-11-22T14:05:00.123Z
             */
            since: string;
            /** @description The end of the range, at most 14 days after `since`; now when absent */
            until?: string | null;
        };
        /** RotatePollerTokenIn */
        RotatePollerTokenIn: {
            /** @description How long the token lives, in seconds; a year when absent */
            expiry?: number | null;
            /** @description How long the tokens before it are still good, in seconds; 300 when absent */
            oldTokenExpiry?: number;
        };
        /** WhoamiOut */
        WhoamiOut: {
            /**
             * @description The organization
             * @example org_23rb8YdGqMT0qIzpgGwdXfHirMu
             */
            envId: string;
            /** @description The application of a portal's token; null for an organization's token */
            appId: string | null;
            /**
             * @description The kind of the token
             * @example portal
             * @enum {string}
             */
            permissionSource: "organization" | "portal";
            /** @description The name of the session, as it was given when the token was made */
            sessionId: string | null;
            /** @description All capabilities of the token, including those that others include */
            capabilities: components["schemas"]["AppPortalCapability"][];
            /** @description The flags of the token: event types that require one of these are shown */
            featureFlags: string[];
            /** @description When the token expires; null when it does not */
            expiresAt: string | null;
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the database answers */
                        database: {
                            /**
                             * @description How far it is
                             * @example ok
                             */
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sessionId": "user_1",
                 *       "expiry": 86400
                 *     }
                 */
                "application/json": components["schemas"]["AppPortalAccessIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPortalAccessOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPortalAccessOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
                "application/json": components["schemas"]["ApplicationTokenExpireIn"];
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
    "v1.authentication.jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksOut"];
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
    logout_api_v1_auth_logout__post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoamiOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
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
                "application/json": components["schemas"]["RotatePollerTokenIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_ApplicationOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme",
                 *       "uid": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["ApplicationIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme",
                 *       "uid": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["ApplicationIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
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
                 * @example acme
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "metadata": {
                 *         "plan": "pro"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ApplicationPatch"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationOut"];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalSettingsOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_EventTypeOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
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
                 *             "amount"
                 *           ],
                 *           "properties": {
                 *             "amount": {
                 *               "type": "integer"
                 *             }
                 *           },
                 *           "examples": [
                 *             {
                 *               "amount": 4200
                 *             }
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EventTypeIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeOut"];
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
                 *       "description": "An invoice was paid",
                 *       "schemas": {
                 *         "1": {
                 *           "type": "object",
                 *           "required": [
                 *             "amount"
                 *           ],
                 *           "properties": {
                 *             "amount": {
                 *               "type": "integer"
                 *             }
                 *           },
                 *           "examples": [
                 *             {
                 *               "amount": 4200
                 *             }
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EventTypeUpdate"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeOut"];
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
                 *       "groupName": "Billing"
                 *     }
                 */
                "application/json": components["schemas"]["EventTypePatch"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeRetryScheduleOut"];
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
                "application/json": components["schemas"]["EventTypeRetryScheduleIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeRetryScheduleOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
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
                "application/json": components["schemas"]["EventTypeImportOpenApiIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypeImportOpenApiOut"];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_EndpointOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "inbox",
                 *       "url": "https://example.com/webhook/",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EndpointIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "inbox",
                 *       "url": "https://example.com/webhook/",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EndpointUpdate"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "The books of Acme"
                 *     }
                 */
                "application/json": components["schemas"]["EndpointPatch"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointSecretOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                "application/json": components["schemas"]["EndpointSecretRotateIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointSecretOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointHeadersOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                "application/json": components["schemas"]["EndpointHeadersIn"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                 *       },
                 *       "deleteHeaders": [
                 *         "x-old"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EndpointHeadersPatchIn"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                "application/json": components["schemas"]["EndpointFilterTestIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointFilterTestOut"];
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
                /** @description Whether attempts are counted; without them, `success` and `fail` are 0 */
                with_attempts?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                    "application/json": components["schemas"]["EndpointStats"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                    "application/json": components["schemas"]["EndpointAttemptStats"];
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
    "v1.endpoint.rate-limit-status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimitStatusOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
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
                "application/json": components["schemas"]["EventExampleIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
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
                /**
                 * @description Only messages with this channel
                 * @example project_1337
                 */
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_MessageOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
                 *       "eventId": "invoice-1",
                 *       "payload": {
                 *         "amount": 4200
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["MessageIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
                 *             "amount": 4200
                 *           }
                 *         },
                 *         {
                 *           "eventType": "invoice.paid",
                 *           "payload": {
                 *             "amount": 99
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["MessageBatchIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageBatchOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportBegun"];
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
                 * @example acme
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
                 * @example acme
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
    "v1.import.upload": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "text/csv": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
                "application/json": components["schemas"]["MessagePrecheckIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePrecheckOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
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
                 *         "invoice-1"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BulkExpungeContentsIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkExpungeContentsOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoverOut"];
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
                /**
                 * @description Only messages with this channel
                 * @example project_1337
                 */
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_MessageAttemptOut_"];
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
                /**
                 * @description Only messages with this channel
                 * @example project_1337
                 */
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_MessageAttemptOut_"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAttemptOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAttemptHeadersOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
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
                /**
                 * @description Only messages with this channel
                 * @example project_1337
                 */
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_EndpointMessageOut_"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
                 */
                msg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_MessageEndpointOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The message's id or eventId
                 * @example invoice-1
                 */
                msg_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyResponse"];
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
                /** @description Only deliveries of these messages, by id, at most 50 */
                msg_ids?: string[];
                /** @description Only deliveries to this endpoint, by id or uid; a deleted endpoint by its id */
                endpoint_id?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_DeliveryOut_"];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_DestinationOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "pull",
                 *       "type": "pollingEndpoint",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["DestinationIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example pull
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example pull
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "pull",
                 *       "type": "pollingEndpoint",
                 *       "eventTypes": [
                 *         "invoice.paid"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["DestinationIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example pull
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example pull
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
                 *       "eventTypes": []
                 *     }
                 */
                "application/json": components["schemas"]["DestinationPatch"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The destination's id or uid
                 * @example pull
                 */
                destination_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_PollingEndpointConsumerOut_"];
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
                /**
                 * @description Only messages with this channel
                 * @example project_1337
                 */
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
                 */
                sink_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollingEndpointOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollingEndpointOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
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
                 *       "after": "2026-11-22T14:05:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["PollingEndpointConsumerSeekIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollingEndpointConsumerSeekOut"];
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
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollerV2PollOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The polling endpoint's id or uid
                 * @example pull
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
                 *       "offset": 0
                 *     }
                 */
                "application/json": components["schemas"]["PollerV2CommitIn"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["RecoverIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoverOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoverOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00.000Z",
                 *       "status": 2
                 *     }
                 */
                "application/json": components["schemas"]["BulkReplayIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoverOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The application's id or uid
                 * @example acme
                 */
                app_id: string;
                /**
                 * @description The endpoint's id or uid
                 * @example inbox
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
                "application/json": components["schemas"]["CancelMessagesIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoverOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_BackgroundTaskOut_"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackgroundTaskOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_AttentionOut_"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindOut"];
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
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListResponse_OperationalWebhookEndpointOut_"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "ours",
                 *       "url": "https://example.com/webhook/",
                 *       "eventTypes": [
                 *         "endpoint.disabled"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["OperationalWebhookEndpointIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalWebhookEndpointOut"];
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
                 * @example ours
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalWebhookEndpointOut"];
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
                 * @example ours
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uid": "ours",
                 *       "url": "https://example.com/webhook/",
                 *       "eventTypes": [
                 *         "endpoint.disabled"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["OperationalWebhookEndpointUpdate"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalWebhookEndpointOut"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationalWebhookEndpointOut"];
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
                 * @example ours
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
                 * @example ours
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointSecretOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The endpoint's id or uid
                 * @example ours
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
                "application/json": components["schemas"]["EndpointSecretRotateIn"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointSecretOut"];
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
                 * @example ours
                 */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointHeadersOut"];
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
                 * @example ours
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
                "application/json": components["schemas"]["EndpointHeadersIn"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
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
                "application/json": components["schemas"]["EnvironmentIn"];
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
    "v1.environment.list-egress-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAddressesOut"];
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
    "v1.environment.get-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentSettingsOut"];
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
                 *       "displayName": "Acme",
                 *       "colorPaletteLight": {
                 *         "primary": "#7c3aed"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentSettings"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentSettingsOut"];
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
                 *       "displayName": "Acme",
                 *       "colorPaletteLight": {
                 *         "primary": "#7c3aed"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentSettings"];
            };
        };
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentSettingsOut"];
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
            header?: {
                /** @description Any text of your own for this call. A repetition with the same key within 12 hours is not carried out again: it gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-11-22T14:05:00.000Z",
                 *       "until": "2026-11-22T14:05:00.999Z"
                 *     }
                 */
                "application/json": components["schemas"]["AppUsageStatsIn"];
            };
        };
        responses: {
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppUsageStatsOut"];
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
            /** @description Accepted: it is stored and goes on in the background */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AggregateEventTypesOut"];
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
                /** @description Only these endpoints, by id, at most 250; each has its own counts, in this order */
                endpointIds?: string[];
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
                 * @example acme
                 */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done: the answer has the result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptStatsOut"];
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
