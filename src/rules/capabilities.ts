import { CAPABILITIES, type Capability } from '../schemas/authentication-schema.js'

// Rotating returns the new secret, and managing an endpoint includes its secret.
const INCLUDED: Partial<Record<Capability, readonly Capability[]>> = {
  ManageEndpointSecret: ['ViewEndpointSecret'],
  ManageEndpoint: ['ManageEndpointSecret', 'ViewEndpointSecret']
}

/** All capabilities of a token that was granted these, in the order of `CAPABILITIES`. Without a list, a token has all. */
export function allowedBy (granted: readonly string[] | undefined): Capability[] {
  if (granted === undefined) return [...CAPABILITIES]
  const known = CAPABILITIES.filter(name => granted.includes(name))
  const all = new Set<Capability>(['ViewBase', ...known, ...known.flatMap(name => INCLUDED[name] ?? [])])
  return CAPABILITIES.filter(name => all.has(name))
}
