import { HOUR_MS, IDEMPOTENCY_MS } from '../../src/facts/periods.js'

const HOURS = IDEMPOTENCY_MS / HOUR_MS

export const DESCRIPTION = `Sends webhooks for your product: from your own AWS account, or from one Node server.

**In this order**: create an application (one of your customers), create an endpoint of it (a URL), send a message. Its attempts show
what the endpoint answered. The examples on this page use the application \`acme\`, the endpoint \`inbox\` and the event type
\`invoice.paid\`: the first command of each group makes them.

**A token** is needed for everything but health and the public keys of tokens: \`Authorization: Bearer <token>\`. \`npx posthorn token\` prints one.

**Lists** are read in pages: give \`iterator\` of a page to the next call, until \`done\`.

**Repeating a POST** is safe with an \`idempotency-key\`: it is done once in ${HOURS} hours. The key counts for the organization (with a
portal's token: its application) and the URL, with any token and any body.

Unknown fields and parameters are ignored. One whose name is nearly that of a known one that is absent, such as \`deliver_at\`, is 422: the
answer names both.`

export const TOKEN = 'A JWT, signed with the secret of the server. An organization\'s token may do everything: `npx posthorn token` prints ' +
  'one, run where the server runs or with its `POSTHORN_DATA_DIR` or `POSTHORN_JWT_SECRET`; in AWS, the output `FirstToken` of the deployment is a command that prints one. A portal\'s token is for one application: ' +
  '`POST /api/v1/auth/app-portal-access/{app_id}` answers one. A polling endpoint has a token of its own.'

export const UPLOAD_TOKEN = 'The parameter `token` of the `uploadUrl` that creating an import answers. It is for this one file, until `expiresAt`.'

export const IDEMPOTENCY_KEY = `Any text of your own for this call. A repetition with the same key within ${HOURS} hours is not carried out again: it gets the first answer.`

export const SERVER = 'This server'

/** The groups of operations, in the order of the page. */
export const TAGS: Record<string, string> = {
  Application: 'An application is one of your customers. Endpoints and messages belong to it.',
  Endpoint: 'An endpoint is a URL to which an application wants its messages, with what it wants, its secret and its headers; and what sends again to it.',
  'Event Type': 'An event type is a kind of message, such as `invoice.paid`, with a description and a schema for your customers.',
  Message: 'A message is one event. It is accepted once and delivered to every endpoint that wants it.',
  'Message Attempt': 'An attempt is one request to one endpoint, with what was answered.',
  Delivery: 'A delivery is a message on its way to an endpoint: its state, and what it waits for.',
  Import: 'Messages from a file of any size.',
  'Background Task': 'Recoveries, replays, statistics and expunging run in the background. A task shows their progress and result.',
  Attention: 'The problems that need a person, in all applications.',
  Find: 'One search over everything.',
  Authentication: 'Tokens for the portal and for polling, and what a token may do.',
  Destination: 'Polling endpoints, for customers that cannot take requests.',
  'Message Poller': 'Reads the messages of a polling endpoint.',
  'Operational Webhook Endpoint': 'Endpoints of your own that get webhooks about Posthorn itself, such as `endpoint.disabled`.',
  Environment: 'The configuration of the organization: settings, export and import.',
  Statistics: 'Counts of attempts, for bills and charts.',
  Health: 'Whether the server and its database answer. No token is needed.'
}
