import { LIVE } from '../../facts/functions.js'
import { Failure } from '../shared/cli-failure.js'
import { isShifting, type AliasOf, type LambdaFunctions } from '../shared/lambda-functions.js'

interface Version { Version: string, LastModified: string }

/** A function, the version that takes its requests, and the one that took them before the moment. */
export interface Step { name: string, from: string, to: string, publishedAt: string }

/**
 * The versions to which functions would go back, so that those published before a moment take the requests. A function whose version is
 * older than the moment stays, and so does one of `optional` that does not exist or did not exist before it. Throws a Failure when a
 * deployment is going on, or a version of before is gone.
 */
export async function stepsBack (
  lambda: LambdaFunctions, names: readonly string[], before: number, optional: readonly string[] = []
): Promise<Step[]> {
  const steps = await Promise.all(names.map(async name => await stepBack(lambda, { name, before, isOptional: optional.includes(name) })))
  return steps.filter(step => step !== undefined)
}

async function stepBack (
  lambda: LambdaFunctions, { name, before, isOptional }: { name: string, before: number, isOptional: boolean }
): Promise<Step | undefined> {
  const alias = await lambda.call<AliasOf>('GET', `${name}/aliases/${LIVE}`)
  if (!alias && isOptional) return undefined
  if (!alias) throw new Failure(`There is no function ${name} with an alias ${LIVE}: look at --stage, the region and the account.`)
  if (isShifting(alias)) {
    throw new Failure(`A deployment of ${name} is still shifting its requests. Stop it in CodeDeploy instead, which takes it back: ` +
      'aws deploy stop-deployment --auto-rollback-enabled --deployment-id <id>')
  }
  const versions = await versionsOf(lambda, name)
  const now = versions.find(({ Version }) => Version === alias.FunctionVersion)
  if (now && timeOf(now) < before) return undefined
  const [earlier] = versions.filter(one => timeOf(one) < before).sort((a, b) => timeOf(b) - timeOf(a))
  if (!earlier && isOptional) return undefined
  if (!earlier) throw new Failure(`${name} has no version from before ${new Date(before).toISOString()}.`)
  return { name, from: alias.FunctionVersion, to: earlier.Version, publishedAt: new Date(timeOf(earlier)).toISOString() }
}

const timeOf = ({ LastModified }: Version) => Date.parse(LastModified)

async function versionsOf (lambda: LambdaFunctions, name: string): Promise<Version[]> {
  const all: Version[] = []
  for (let marker = ''; ;) {
    const page = await lambda.call<{ Versions: Version[], NextMarker?: string }>('GET', `${name}/versions?MaxItems=50${marker}`)
    all.push(...(page?.Versions ?? []).filter(({ Version }) => Version !== '$LATEST'))
    if (!page?.NextMarker) return all
    marker = `&Marker=${encodeURIComponent(page.NextMarker)}`
  }
}

/** Gives the requests to the versions of before. New requests take them at once. */
export async function goBack (lambda: LambdaFunctions, steps: readonly Step[]): Promise<void> {
  for (const { name, to } of steps) await lambda.call('PUT', `${name}/aliases/${LIVE}`, { FunctionVersion: to })
}
