/** The same for access, tasks, what needs attention, the organization and statistics. */
export const REST: Record<string, string> = {
  'v1.health.get': 'Says that the server answers, for a load balancer: without a token and without asking the database. `ready` also asks the database.',
  'v1.health.ping': 'The same as `GET /health`, under the path that some clients of Svix ask.',
  'v1.health.ready': 'Says whether the server and its database are ready: 200, or 503 with the part that fails. Use it for the readiness of a container; for whether the process is alive, `GET /health`, so that a slow database does not restart it.',

  'v1.authentication.app-portal-access': 'Makes a link to the portal for one customer, with a token of this application alone. Call it on your server when the customer opens the page, and send the browser to `url`, or show it in a frame. `capabilities` limits what the token may do. The token ends by itself, or by expire-all.',
  'v1.authentication.dashboard-access': 'The older form of app-portal-access, without a body: a link with all capabilities for seven days. It is there for older SDKs.',
  'v1.authentication.expire-all': 'Ends all portal tokens of an application that were made until now, or those of some sessions: for a customer that left, or a person that signed out. New tokens can be made at once. Another process may accept an ended token for five seconds more.',
  logout_api_v1_auth_logout__post: 'Ends the portal token that makes this request, for a button "sign out". An organization\'s token is refused with 400: it ends when the secret is changed. To end the tokens of others, use expire-all.',
  'v1.authentication.jwks': 'The public keys that verify tokens, as a JSON Web Key Set, for a gateway or a service of yours that checks them itself. It needs no token. Empty with an HS algorithm, whose key is secret.',
  'v1.authentication.whoami': 'Shows what this request\'s token may do: organization or portal, its application, capabilities and expiry. Use it to try a token. Nothing changes.',
  'v1.authentication.get-poller-token': 'Reads the current token of a polling endpoint, for the customer that polls. 404 when none was made: rotate makes the first.',
  'v1.authentication.rotate-poller-token': 'Makes a new token of a polling endpoint; the first one too. It polls this polling endpoint, and does nothing else. The tokens before it are good for `oldTokenExpiry` seconds more, so that the client can change without a gap.',

  'v1.background-task.list': 'Lists the background tasks: recoveries, replays, statistics, expunging, newest first. Imports are listed only with `task=message.import`. A portal\'s token sees the tasks of its application.',
  'v1.background-task.get': 'Reads one background task: `running` with its progress, `finished` with its result, or `failed` with the reason. Ask again until it has ended. Tasks are kept for 90 days.',
  'v1.attention.list': 'Lists the problems that need a person, in all applications, newest first: open circuits, disabled endpoints, exhausted messages, failed tasks and imports, a failing proxy. An entry ends by itself when its problem ends. For alarms at night, use operational webhooks or the metrics.',
  'v1.attention.dismiss': 'Takes an entry off the list, although its problem may continue. When the problem ends and begins again, there is a new entry. Nothing else changes.',
  'v1.find': 'Finds an application, endpoint, message, attempt, task, import or event type by its id, your own name for it, or the beginning of its name: the search box of the console. At most 20 are answered, exact matches first. An id alone is looked for in the newest applications; `application/id` is always exact.',

  'v1.operational-webhook.endpoint.list': 'Lists the endpoints that get operational webhooks: messages about Posthorn itself, such as a disabled endpoint. They are yours, not those of a customer.',
  'v1.operational-webhook.endpoint.create': 'Creates an endpoint for operational webhooks, so that your own server learns of disabled endpoints and exhausted messages. Deliveries are signed and retried like all others. It gets what happens from now on.',
  'v1.operational-webhook.endpoint.get': 'Reads one endpoint for operational webhooks by its id or uid. Nothing changes.',
  'v1.operational-webhook.endpoint.update': 'Replaces an endpoint for operational webhooks, or creates it (201): absent fields get their defaults. Its secret and headers stay.',
  'v1.operational-webhook.endpoint.delete': 'Deletes an endpoint for operational webhooks. Deliveries that wait end.',
  'v1.operational-webhook.endpoint.get-secret': 'Reads the signing secret of an endpoint for operational webhooks, with which your server verifies them.',
  'v1.operational-webhook.endpoint.rotate-secret': 'Gives an endpoint for operational webhooks a new secret and answers with it. The old one goes on signing beside it for the grace period, a day when absent.',
  'v1.operational-webhook.endpoint.get-headers': 'Reads the custom headers of an endpoint for operational webhooks. Values that are credentials are not shown.',
  'v1.operational-webhook.endpoint.update-headers': 'Replaces all custom headers of an endpoint for operational webhooks. The next attempt has the new ones.',

  'v1.environment.export': 'Reads the configuration of the organization, event types and settings, as one document: to copy it from a test server to a live one, or to keep it beside your code. Applications, endpoints and messages are not in it.',
  'v1.environment.import': 'Takes the document of an export: event types are created or replaced, given settings are changed. What the document does not have stays as it is. It can be repeated.',
  'v1.environment.get-settings': 'Reads all settings of the organization: payload checks, and the looks and words of the portal. Nothing changes.',
  'v1.environment.list-egress-addresses': 'Lists the addresses that deliveries come from, as ranges, for a customer\'s firewall. Empty where deliveries have no fixed addresses: then verify signatures instead. Nothing changes.',
  'v1.environment.update-settings': 'Replaces all settings of the organization: an absent one gets its default. PATCH changes single ones. Portals show the new looks at their next load.',
  'v1.environment.patch-settings': 'Changes the given settings of the organization and leaves the others. Null unsets a setting. A palette or another group is replaced as a whole.',

  'v1.statistics.aggregate-app-stats': 'Counts the attempts that were made for each application in a range, for bills and reports, as a background task. Read the task until it has finished: its data has the numbers. `unresolvedAppIds` names what was not found.',
  'v1.statistics.aggregate-event-types': 'Collects the event types that the endpoints of each application name, as a background task: to see whether anybody still uses one. Read the task for the result.',
  'v1.statistics.app-attempts': 'Counts an application\'s attempts in buckets of time, for a chart: successes, failures by kind, and how long answers took. Counts are made when they are asked for. Where `complete` is false, the same call goes on where this one ended. For one number of one endpoint, its `stats` are simpler.'
}
