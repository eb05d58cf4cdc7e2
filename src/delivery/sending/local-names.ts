// Names of one machine or network: RFC 6761, 6762 and 8375, what ICANN keeps for private use, and what networks use all the same.
const LOCAL = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|home\.arpa)$/

/** Whether a host name can only stand for something in the network of the resolver; one without a dot does as well. */
export function isLocalName (hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '')
  return !name.includes('.') || LOCAL.test(name)
}
