const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g
const STEPS: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 }

/** The text of a member of the outermost object of a JSON text, as it stands there: parsing would change numbers and spaces. */
export function rawMember (json: string, name: string): string | undefined {
  const key = JSON.stringify(name)
  let depth = 0
  let before = ''
  let from = 0
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    const isOutermost = depth === 1
    depth += STEPS[token] ?? 0
    if (!isOutermost) continue
    if (from > 0 && (token === ',' || token === '}')) return json.slice(from, index).trim()
    if (from === 0 && token === ':' && before === key) from = index + 1
    before = token
  }
  return undefined
}
