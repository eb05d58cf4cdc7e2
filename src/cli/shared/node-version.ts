// The same version as `engines` in package.json.
const NEEDED = [20, 19] as const

/** Why this Node cannot run Posthorn, and what to do; undefined when it can. `version` is such as `20.19.1`. */
export function nodeProblem (version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
  return isNewEnough
    ? undefined
    : `Posthorn needs Node ${NEEDED.join('.')} or newer, and this is Node ${version}: install a newer one, such as the LTS release.`
}
