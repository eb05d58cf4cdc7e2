import { CAPABILITIES, type Capability } from '../schemas/authentication-schema.js'

// A rotation answers with the new secret, and to manage an endpoint includes its secret.
const INCLUDED: Partial<Record<Capability, readonly Capability[]>> = {
  ManageEndpointSecret: ['ViewEndpointSecret'],
  ManageEndpoint: ['ManageEndpointSecret', 'ViewEndpointSecret']
}

/** All that a token with these capabilities is allowed, in the order of `CAPABILITIES`; without a list it is allowed everything. */
export function allowedBy (granted: readonly string[] | undefined): Capability[] {
  if (granted === undefined) return [...CAPABILITIES]
  const known = CAPABILITIES.filter(name => granted.includes(name))
  const all = new Set<Capability>(['ViewBase', ...known, ...known.flatMap(name => INCLUDED[name] ?? [])])
  return CAPABILITIES.filter(name => all.has(name))
}
