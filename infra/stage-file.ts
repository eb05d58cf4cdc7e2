import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv, type ErrorObject } from 'ajv'
import schema from './stage-file.schema.json' with { type: 'json' }
import { checked, stages, type Gateway, type Stage } from './stages.js'

type Rest = Extract<Gateway, { kind: 'rest' }>
type Parts = 'gateway' | 'memory' | 'concurrency' | 'alarms'

/** Options of a stage of your own. What is left out is as in the stage that it is `like`. */
export interface StageOptions extends Partial<Omit<Stage, 'name' | Parts>> {
  /** The stage with the values of all other options. Default: `prod` for a stage named prod, otherwise `dev`. */
  like?: 'dev' | 'prod' | 'small'
  gateway?: Partial<Omit<Rest, 'kind'>> & { kind?: Gateway['kind'] }
  /** Memory of functions, MB; `deliver` has at least 256. */
  memory?: Partial<Stage['memory']>
  concurrency?: Partial<Stage['concurrency']>
  alarms?: Partial<Stage['alarms']>
}

/** The content of a stage file: options by name of the stage. The name is a part of every resource's name: `posthorn-<name>-…`. */
export type StageFile = Record<string, StageOptions>

/** The names that a stage file may have, in the folder where the command runs. */
export const STAGE_FILES: readonly string[] = ['posthorn.config.ts', 'posthorn.config.mts', 'posthorn.config.js', 'posthorn.config.mjs']
// Node reads TypeScript from this version on.
const READS_TYPESCRIPT = [22, 18] as const

const validate = new Ajv({ allErrors: true, verbose: true }).compile<StageFile>(schema)

/** Gives the stages of a stage file their type: `export default defineStages({ prod: { … } })`. */
export const defineStages = <const T extends StageFile>(file: T): T => file

/** The stage file of a folder; undefined when there is none. */
export const stageFileIn = (folder: string): string | undefined =>
  STAGE_FILES.map(name => resolve(folder, name)).find(path => existsSync(path))

/**
 * The stage with a name. Throws an error that names the known stages, or the invalid options. `path`: the stage file, if there is one.
 * `isDeleted`: it is found only to be deleted.
 */
export async function findStage (name: string, path?: string, isDeleted = false): Promise<Stage> {
  const file = path === undefined ? {} : await readStageFile(path)
  const options = Object.hasOwn(file, name) ? file[name] : undefined
  if (options) return stageFrom(name, options, isDeleted)
  if (Object.hasOwn(stages, name)) return checked(stages[name]!, isDeleted)
  const known = [...new Set([...Object.keys(file), ...Object.keys(stages)])].join(', ')
  throw new Error(`There is no stage '${name}'${path === undefined ? '' : ` in ${basename(path)}`}; there is ${known}. ` +
    `A stage file (${STAGE_FILES[0]}) in the folder of the command may define others.`)
}

/** Reads and checks a stage file. */
export async function readStageFile (path: string): Promise<StageFile> {
  if (!existsSync(path)) throw new Error(`There is no stage file ${path}.`)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isTyped = /\.m?ts$/.test(path)
  if (isTyped && (major < READS_TYPESCRIPT[0] || (major === READS_TYPESCRIPT[0] && minor < READS_TYPESCRIPT[1]))) {
    throw new Error(`${basename(path)} is TypeScript, which Node reads from version ${READS_TYPESCRIPT.join('.')} on; this is ` +
      `${process.versions.node}. Use a newer Node, or name the file posthorn.config.mjs and write it without types.`)
  }
  try {
    const loaded = await import(pathToFileURL(path).href) as { default?: unknown }
    return checkedFile(loaded.default, basename(path))
  } catch (error) {
    throw loadFailure(error, basename(path))
  }
}

function loadFailure (error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  const unbuilt = code === 'ERR_MODULE_NOT_FOUND' ? /'(.+)[/\\]dist[/\\]cdk[/\\]cdk\.js'/.exec(message)?.[1] : undefined
  if (unbuilt !== undefined) return new Error(`${file} imports posthorn/cdk, which is not built: run \`npm run build\` in ${unbuilt}.`)
  if (code !== 'ERR_MODULE_NOT_FOUND' || !message.startsWith("Cannot find package 'posthorn'")) return error
  return new Error(`${file} imports posthorn/cdk, and posthorn is not installed in its folder: npm install --save-dev posthorn`)
}

/** A stage with the given options. Throws an error that names the invalid ones. `isDeleted`: it is made only to be deleted. */
export function stageFrom (name: string, options: StageOptions, isDeleted = false): Stage {
  checkedFile({ [name]: options }, 'Options')
  const { like = name === 'prod' ? 'prod' : 'dev', gateway, memory, concurrency, alarms, ...rest } = options
  const base = stages[like]!
  const kind = gateway?.kind ?? base.gateway.kind
  if (kind === 'http' && rest.tracedShare !== undefined) {
    throw new Error(`Stage '${name}': tracedShare: only requests to a REST API can be sampled; add gateway.kind: 'rest', or leave it out.`)
  }
  return checked({
    ...base,
    ...rest,
    name,
    gateway: gatewayFrom(name, base.gateway, gateway),
    memory: { ...base.memory, ...memory },
    concurrency: { ...base.concurrency, ...concurrency },
    alarms: { ...alarmsOf(base, alarms), ...alarms },
    settings: { ...base.settings, ...rest.settings }
  }, isDeleted)
}

// The environment may name an address or a topic for a stage that exists. Options that name one replace it.
function alarmsOf ({ alarms }: Stage, options: StageOptions['alarms'] = {}): Stage['alarms'] {
  const { email, topicArn, ...watched } = alarms
  return options.email === undefined && options.topicArn === undefined ? alarms : watched
}

function gatewayFrom (name: string, base: Gateway, options: StageOptions['gateway'] = {}): Gateway {
  const { firewall, cache, usagePlan, ...common } = { ...base, ...options }
  const ofRest = { ...(firewall && { firewall }), ...(cache && { cache }), ...(usagePlan && { usagePlan }) }
  if (common.kind === 'rest') return { ...common, kind: 'rest', ...ofRest }
  const asked = Object.keys(ofRest).filter(option => option in options)
  if (asked.length > 0) {
    throw new Error(`Stage '${name}': gateway.${asked.join(', gateway.')}: only a REST API has this; add gateway.kind: 'rest'.`)
  }
  return { ...common, kind: 'http' }
}

function checkedFile (file: unknown, source: string): StageFile {
  if (file === undefined) throw new Error(`${source} has no default export. Write: export default defineStages({ prod: { … } })`)
  if (validate(file)) return file
  throw new Error(`${source}: ${validate.errors!.map(wordsOf).join('; ')}.`)
}

function wordsOf ({ instancePath, keyword, params, message, parentSchema }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.')
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {}).sort()
  if (keyword === 'additionalProperties') {
    return `${place}.${String(params.additionalProperty)}: there is no such option; there is ${known.join(', ')}`
  }
  return `${place}: ${message ?? keyword}${keyword === 'enum' ? `: ${(params.allowedValues as string[]).join(', ')}` : ''}`
}
