import { Type } from '@sinclair/typebox'
import { ListOf } from './common-schema.js'
import { EndpointIn, EndpointOut, EndpointUpdate } from './endpoint-schema.js'

/** The endpoint fields that an operational webhook's endpoint has. */

const fields = ['url', 'uid', 'description', 'disabled', 'eventTypes', 'filterTypes', 'metadata', 'throttleRate', 'rateLimit'] as const

export const OperationalWebhookEndpointIn = Type.Pick(EndpointIn, [...fields, 'secret', 'headers'], {
  title: 'OperationalWebhookEndpointIn',
  examples: [{ url: 'https://example.com/webhook/', filterTypes: ['endpoint.disabled'] }]
})

export const OperationalWebhookEndpointUpdate = Type.Pick(EndpointUpdate, fields, {
  title: 'OperationalWebhookEndpointUpdate',
  examples: [{ url: 'https://example.com/webhook/' }]
})

export const OperationalWebhookEndpointOut = Type.Pick(EndpointOut, ['id', ...fields, 'createdAt', 'updatedAt'], {
  title: 'OperationalWebhookEndpointOut'
})

export const OperationalWebhookEndpointList = ListOf(OperationalWebhookEndpointOut, 'ListResponse_OperationalWebhookEndpointOut_')
