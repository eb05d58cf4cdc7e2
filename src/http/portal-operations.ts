import type { Capability } from '../schemas/authentication-schema.js'

/**
 * The operations that a portal's token may call, with the capability that each needs. A route that is open to portals
 * must be listed here.
 */
export const PORTAL_OPERATIONS: Readonly<Record<string, Capability>> = {
  'v1.application.get': 'ViewBase',
  'v1.authentication.whoami': 'ViewBase',
  'v1.background-task.get': 'ViewBase',
  'v1.background-task.list': 'ViewBase',
  'v1.delivery.list': 'ViewBase',
  'v1.endpoint.bulk-replay': 'CreateAttempts',
  'v1.endpoint.create': 'ManageEndpoint',
  'v1.endpoint.delete': 'ManageEndpoint',
  'v1.endpoint.filter.test': 'ViewBase',
  'v1.endpoint.get': 'ViewBase',
  'v1.endpoint.get-headers': 'ViewBase',
  'v1.endpoint.get-secret': 'ViewEndpointSecret',
  'v1.endpoint.get-stats': 'ViewBase',
  'v1.endpoint.list': 'ViewBase',
  'v1.endpoint.patch-headers': 'ManageEndpoint',
  'v1.endpoint.recover': 'CreateAttempts',
  'v1.endpoint.replay-missing': 'CreateAttempts',
  'v1.endpoint.rotate-secret': 'ManageEndpointSecret',
  'v1.endpoint.send-example': 'CreateAttempts',
  'v1.endpoint.update': 'ManageEndpoint',
  'v1.endpoint.update-headers': 'ManageEndpoint',
  'v1.event-type.get': 'ViewBase',
  'v1.event-type.list': 'ViewBase',
  'v1.message-attempt.get': 'ViewBase',
  'v1.message-attempt.get-headers': 'ViewBase',
  'v1.message-attempt.list': 'ViewBase',
  'v1.message-attempt.list-attempted-destinations': 'ViewBase',
  'v1.message-attempt.list-attempted-messages': 'ViewBase',
  'v1.message-attempt.list-by-endpoint': 'ViewBase',
  'v1.message-attempt.list-by-endpoint-deprecated': 'ViewBase',
  'v1.message-attempt.list-by-msg': 'ViewBase',
  'v1.message-attempt.resend': 'CreateAttempts',
  'v1.message.get': 'ViewBase',
  'v1.message.list': 'ViewBase',
  logout_api_v1_auth_logout__post: 'ViewBase',
  patch_endpoint: 'ManageEndpoint'
}
