import { Type } from '@sinclair/typebox'
import { FeatureFlag, ImplicitApplication, Nullable } from './common-schema.js'

/** What a portal's token may be allowed (contract 1.2). `ManageTransformations` is known to the SDKs; no operation here asks for it. */
export const CAPABILITIES =
  ['ViewBase', 'ViewEndpointSecret', 'ManageEndpointSecret', 'ManageTransformations', 'CreateAttempts', 'ManageEndpoint'] as const

export type Capability = typeof CAPABILITIES[number]

const AppPortalCapability = Type.Unsafe<Capability>({
  type: 'string',
  title: 'AppPortalCapability', enum: [...CAPABILITIES], description: 'What the token may do; `ViewBase` always', examples: ['ViewBase']
})

const SessionId = Type.String({
  minLength: 1, maxLength: 256, pattern: '^[a-zA-Z0-9\\-_.]+$',
  description: 'A name for this session of your customer, by which expire-all ends it', examples: ['user_1FB8']
})

const HOUR_SECONDS = 3600
const WEEK_SECONDS = 604_800

export const AppPortalAccessIn = Type.Object({
  featureFlags: Type.Optional(Type.Array(FeatureFlag, { maxItems: 100, description: 'The flags whose event types the portal may see' })),
  application: ImplicitApplication,
  expiry: Type.Optional(Nullable(Type.Integer({
    minimum: HOUR_SECONDS,
    maximum: WEEK_SECONDS,
    description: 'How long the token lives, in seconds; seven days when absent'
  }))),
  capabilities: Type.Optional(Nullable(Type.Array(AppPortalCapability, {
    maxItems: 20,
    description: 'What the token may do; everything when absent or null'
  }))),
  readOnly: Type.Optional(Nullable(Type.Boolean({ deprecated: true, description: 'The older form of `capabilities: ["ViewBase"]`' }))),
  sessionId: Type.Optional(Nullable(SessionId))
}, {
  title: 'AppPortalAccessIn',
  examples: [{ featureFlags: ['beta-feature'], capabilities: ['ViewBase', 'CreateAttempts'], expiry: 86_400 }]
})

export const AppPortalAccessOut = Type.Object({
  url: Type.String({ description: 'Opens the portal; its key is the token', examples: ['https://posthorn.example.com/portal/login#key=eyJhcHBJZCI6ImFwcF8…'] }),
  token: Type.String({ description: 'For this application alone' })
}, { title: 'AppPortalAccessOut' })

export const ApplicationTokenExpireIn = Type.Object({
  expiry: Type.Optional(Nullable(Type.Integer({
    minimum: 0,
    maximum: WEEK_SECONDS,
    description: 'In how many seconds; at once when absent'
  }))),
  sessionIds: Type.Optional(Nullable(Type.Array(SessionId, {
    maxItems: 100,
    description: 'Only the tokens of these sessions; all of the application when absent or empty'
  })))
}, { title: 'ApplicationTokenExpireIn', examples: [{ expiry: 60 }] })

export const WhoamiOut = Type.Object({
  envId: Type.String({ description: 'The organization', examples: ['org_23rb8YdGqMT0qIzpgGwdXfHirMu'] }),
  appId: Nullable(Type.String({
    description: 'Of a portal its application; null of an organization',
    examples: ['app_1srOrx2ZWZBpBUvZwXKQmoEYga2']
  })),
  permissionSource: Type.String({ enum: ['organization', 'portal'], description: 'Which kind of token it is', examples: ['portal'] }),
  sessionId: Nullable(Type.String({ examples: ['user_1FB8'] })),
  capabilities: Type.Array(AppPortalCapability, { description: 'What the token may do, everything included' }),
  featureFlags: Type.Array(FeatureFlag),
  expiresAt: Nullable(Type.String({ format: 'date-time', description: 'Null: it does not end by itself' }))
}, { title: 'WhoamiOut' })
