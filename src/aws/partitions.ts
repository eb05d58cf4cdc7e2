import type { Service } from './bounds.js'

// Partitions of AWS by what the names of their regions begin with; all others are the public one's.
const SUFFIXES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov']
]

/** The URL of a service in a region of any partition, by the regional and unique names that AWS gives to all of its services. */
export function endpointOf (service: Service | string, region: string): string {
  const suffix = SUFFIXES.find(([names]) => names.test(region))?.[1] ?? 'amazonaws.com'
  return `https://${service}.${region}.${suffix}`
}
