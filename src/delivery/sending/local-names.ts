// Host names of one machine or network: RFC 6761, 6762 and 8375, names that ICANN reserves for private use, and others
// in common use.
const LOCAL = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|home\.arpa)$/

/** Whether a host name can only belong to the resolver's own network. A name without a dot counts too. */
export function isLocalName (hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '')
  return !name.includes('.') || LOCAL.test(name)
}
