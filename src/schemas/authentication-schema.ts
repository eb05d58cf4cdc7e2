import { Type } from '@sinclair/typebox'
import { FeatureFlag, ImplicitApplication } from './common-schema.js'

export const AppPortalAccessIn = Type.Object({
  featureFlags: Type.Optional(Type.Array(FeatureFlag, { maxItems: 100, description: 'The flags whose event types the portal may see' })),
  application: ImplicitApplication
}, { title: 'AppPortalAccessIn', examples: [{ featureFlags: ['beta-feature'] }] })

export const AppPortalAccessOut = Type.Object({
  url: Type.String({ examples: ['https://posthorn.example.com/docs'] }),
  token: Type.String({ description: 'Valid for 28 days, for this application alone' })
}, { title: 'AppPortalAccessOut' })

export const ApplicationTokenExpireIn = Type.Object({
  expiry: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 604_800, description: 'In how many seconds; at once when absent. Sessions are not told apart: all tokens expire' }), Type.Null()]))
}, { title: 'ApplicationTokenExpireIn', examples: [{ expiry: 60 }] })
