import { Type } from '@sinclair/typebox'
import { FeatureFlag, ImplicitApplication, Nullable } from './common-schema.js'

/** The capabilities of a portal's token (contract 1.2). SDKs know `ManageTransformations`; no operation here requires it. */
export const CAPABILITIES =
  ['ViewBase', 'ViewEndpointSecret', 'ManageEndpointSecret', 'ManageTransformations', 'CreateAttempts', 'ManageEndpoint'] as const

export type Capability = typeof CAPABILITIES[number]

const AppPortalCapability = Type.Unsafe<Capability>({
  type: 'string',
  title: 'AppPortalCapability',
  enum: [...CAPABILITIES],
  description: 'A capability of the token; every token has `ViewBase`',
  examples: ['ViewBase']
})

const SessionId = Type.String({
  minLength: 1, maxLength: 256, pattern: '^[a-zA-Z0-9\\-_.]+$',
  description: 'A name for this session of your customer; expire-all can end the session by it', examples: ['user_1FB8']
})

const HOUR_SECONDS = 3600
const WEEK_SECONDS = 604_800

export const AppPortalAccessIn = Type.Object({
  featureFlags: Type.Optional(Type.Array(FeatureFlag, {
    maxItems: 100,
    description: 'The portal also sees event types that require one of these flags'
  })),
  application: ImplicitApplication,
  expiry: Type.Optional(Nullable(Type.Integer({
    minimum: HOUR_SECONDS,
    maximum: WEEK_SECONDS,
    description: 'The lifetime of the token, in seconds; seven days when absent'
  }))),
  capabilities: Type.Optional(Nullable(Type.Array(AppPortalCapability, {
    maxItems: 20,
    description: 'The capabilities of the token; all when absent or null'
  }))),
  readOnly: Type.Optional(Nullable(Type.Boolean({ deprecated: true, description: 'The older form of `capabilities: ["ViewBase"]`' }))),
  sessionId: Type.Optional(Nullable(SessionId))
}, {
  title: 'AppPortalAccessIn',
  examples: [{ featureFlags: ['beta-feature'], capabilities: ['ViewBase', 'CreateAttempts'], expiry: 86_400 }]
})

export const AppPortalAccessOut = Type.Object({
  url: Type.String({ description: 'Opens the portal; it contains the token', examples: ['https://posthorn.example.com/portal/login#key=eyJhcHBJZCI6ImFwcF8…'] }),
  token: Type.String({ description: 'A token for this application only' })
}, { title: 'AppPortalAccessOut' })

export const ApplicationTokenExpireIn = Type.Object({
  expiry: Type.Optional(Nullable(Type.Integer({
    minimum: 0,
    maximum: WEEK_SECONDS,
    description: 'After how many seconds the tokens end; at once when absent'
  }))),
  sessionIds: Type.Optional(Nullable(Type.Array(SessionId, {
    maxItems: 100,
    description: 'Ends only the tokens of these sessions; all tokens of the application when absent or empty'
  })))
}, { title: 'ApplicationTokenExpireIn', examples: [{ expiry: 60 }] })

export const WhoamiOut = Type.Object({
  envId: Type.String({ description: 'The organization', examples: ['org_23rb8YdGqMT0qIzpgGwdXfHirMu'] }),
  appId: Nullable(Type.String({
    description: "The application of a portal's token; null for an organization's token",
    examples: ['app_1srOrx2ZWZBpBUvZwXKQmoEYga2']
  })),
  permissionSource: Type.String({ enum: ['organization', 'portal'], description: 'The kind of the token', examples: ['portal'] }),
  sessionId: Nullable(Type.String({ examples: ['user_1FB8'] })),
  capabilities: Type.Array(AppPortalCapability, { description: 'All capabilities of the token, including those that others include' }),
  featureFlags: Type.Array(FeatureFlag),
  expiresAt: Nullable(Type.String({ format: 'date-time', description: 'When the token expires; null when it does not' }))
}, { title: 'WhoamiOut' })

const text = (description: string) => Type.Optional(Type.String({ description }))

const Jwk = Type.Object({
  kid: Type.String({ description: 'The thumbprint of the key (RFC 7638); it is in the header of the tokens that Posthorn makes' }),
  kty: Type.String({ description: 'The kind of key: RSA or OKP', examples: ['OKP'] }),
  use: Type.String({ description: 'It is for signatures', examples: ['sig'] }),
  alg: Type.String({ description: 'The algorithm of tokens', examples: ['EdDSA'] }),
  n: text('Of an RSA key'),
  e: text('Of an RSA key'),
  crv: text('Of an Ed25519 key'),
  x: text('Of an Ed25519 key')
}, { title: 'Jwk' })

export const JwksOut = Type.Object({
  keys: Type.Array(Jwk, { description: 'Empty where tokens are signed with a secret; two while one key takes the place of the other' })
}, { title: 'JwksOut' })
