import type { Service } from './bounds.js'

// AWS's partitions, by the prefix of their regions' names. All other regions are in the public partition.
const SUFFIXES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov']
]

/** The URL of a service in a region of any partition. It follows the naming rule of all regional AWS services. */
export function endpointOf (service: Service | string, region: string): string {
  const suffix = SUFFIXES.find(([names]) => names.test(region))?.[1] ?? 'amazonaws.com'
  return `https://${service}.${region}.${suffix}`
}
