import { MANAGEMENT_ORG, seededTypes } from '../../src/repositories/operational-types.js'

// Those that the API does not list (docs/contract.md 3.8).
const TELLS: ReadonlyArray<readonly [type: string, when: string]> = [
  ['endpoint.circuit.opened', 'An endpoint keeps failing: its deliveries wait, and `since` says from when'],
  ['endpoint.circuit.closed', 'An endpoint answers again, and its deliveries go on'],
  ['message.attempt.recovered', 'An attempt succeeded after at least four that failed: `lastAttempt` is the one that succeeded']
]

/** The types of operational webhooks, each with when it is sent and its payload. */
export function operationalTypes (): string {
  const listed = seededTypes(MANAGEMENT_ORG).map(({ name, description, schemas }) => {
    const { examples: [example] } = (JSON.parse(schemas!) as Record<string, { examples: unknown[] }>)['1']!
    return { name, description, example: example as { data: Record<string, unknown> } }
  })
  const payloadOf = (name: string) => listed.find(one => one.name === name)!.example.data
  const others = TELLS.map(([name, description]) => {
    const failing = payloadOf('message.attempt.failing')
    const data = name.startsWith('endpoint.')
      ? { ...payloadOf('endpoint.created'), since: '2026-11-22T14:05:00.123Z' }
      : { ...failing, lastAttempt: { ...failing.lastAttempt as object, responseStatusCode: 200 } }
    return { name, description, example: { type: name, data } }
  })
  return [...listed, ...others].map(({ name, description, example }) =>
    `### ${name}\n\n${description}.\n\n\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``).join('\n\n')
}
