import { editDistance, isOneEdit } from '../lib/edit-distance.js'

/** A variable that looks like one of Posthorn's settings but is none. */
export interface UnknownSetting {
  name: string
  /** The known setting with the nearest name; undefined when no name is near. */
  nearest: string | undefined
  /** The name differs from a known one by one letter. This is certainly a mistake, so the start is refused. */
  isTypo: boolean
}

const OURS = 'POSTHORN_'
// Variables of Posthorn's tests are not settings of the product.
const OF_TESTS = /^POSTHORN_TEST_/
// Kubernetes and Docker links set variables with these names for a service named `posthorn`.
const OF_ORCHESTRATORS = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/
const isLink = (name: string, value: string) =>
  OF_ORCHESTRATORS.test(name) || (name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(value))

/** The variables in `env` that begin like a setting, or almost so, and are not in `known`. */
export function unknownSettings (env: Readonly<Record<string, string | undefined>>, known: readonly string[]): UnknownSetting[] {
  const prefixed = known.filter(name => name.startsWith(OURS))
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (known.includes(name) || OF_TESTS.test(name) || isLink(name, value)) return []
    const upper = name.toUpperCase()
    const isTypo = prefixed.some(one => isOneEdit(upper, one))
    if (!isTypo && !upper.startsWith(OURS)) return []
    return [{ name, nearest: nearestOf(upper, known), isTypo }]
  })
}

/** The advice for such a variable, to follow its name. */
export function adviceOn ({ nearest }: UnknownSetting): string {
  return nearest === undefined ? 'is not a setting: docs/settings.md lists them' : `is not a setting: is ${nearest} meant?`
}

function nearestOf (name: string, known: readonly string[]): string | undefined {
  const bare = name.slice(OURS.length)
  // HOST and PORT have no prefix.
  if (known.includes(bare)) return bare
  const [best] = known.map(one => ({ one, distance: editDistance(name, one) })).sort((a, b) => a.distance - b.distance)
  if (best && best.distance <= bare.length / 3) return best.one
  // For example `POSTHORN_SCHEDULE` for `POSTHORN_RETRY_SCHEDULE`, or `POSTHORN_BUCKET_FILE`: all its words are in one known name.
  const words = bare.split('_').filter(word => word !== '' && word !== 'FILE')
  return words.length === 0 ? undefined : known.find(one => words.every(word => one.split('_').includes(word)))
}
