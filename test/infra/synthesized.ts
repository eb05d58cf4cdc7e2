import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { setEnvironment } from '../helpers/environment.js'
import { createPosthorn } from '../../infra/posthorn.js'
import { stages, type Gateway, type Stage } from '../../infra/stages.js'

export interface Resource { Type: string, Properties: Record<string, unknown>, DeletionPolicy?: string, DependsOn?: string[] }
export interface Template { Resources: Record<string, Resource>, Outputs?: Record<string, { Value: unknown, Export?: { Name: string } }> }

/** The templates of a stage's stacks. */
export interface Synthesized { data: Template, service: Template, account: Template | undefined }

const folder = mkdtempSync(join(tmpdir(), 'posthorn-infra-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Empty functions: these tests do not look into bundles. */
export function emptyBundles (): string {
  const bundles = join(folder, 'bundles')
  for (const name of Object.keys(stages.dev!.memory)) {
    mkdirSync(join(bundles, name), { recursive: true })
    writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = async () => {}\n')
  }
  return bundles
}

let count = 0

/** The stacks of a stage before synthesis, and their output folder. */
export function stacksOf (stage: Stage): { app: App, outdir: string } {
  // CloudFormation's own rules take ten seconds: one test checks them, in a process of its own (checks.test).
  if (process.env.CDK_VALIDATION !== 'false') setEnvironment({ CDK_VALIDATION: 'false' })
  const outdir = join(folder, `out-${count++}`)
  const app = new App({ outdir, analyticsReporting: false, stackTraces: false, treeMetadata: false })
  createPosthorn({ app, stage, bundles: emptyBundles() })
  return { app, outdir }
}

const made = new Map<string, Synthesized>()

/** Synthesizes a stage, once in a process: its templates are only read. Throws the findings of cdk-nag. */
export function synthesize (stage: Stage): Synthesized {
  const name = JSON.stringify(stage)
  const synthesized = made.get(name) ?? synthesizeNow(stage)
  made.set(name, synthesized)
  return synthesized
}

function synthesizeNow (stage: Stage): Synthesized {
  const { app, outdir } = stacksOf(stage)
  app.synth()
  const read = (name: string) => JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8')) as Template
  return {
    data: read(`posthorn-${stage.name}-data`),
    service: read(`posthorn-${stage.name}-service`),
    account: stage.gateway.kind === 'rest' ? read('posthorn-account') : undefined
  }
}

const common = ({ corsOrigins, throttle }: Gateway) => ({ corsOrigins, throttle })

// The templates of a REST API have the most; those of an HTTP API are tested beside them. All traces are on.
const behindRestApi = (stage: Stage): Stage => ({ ...stage, gateway: { ...common(stage.gateway), kind: 'rest' }, tracesEvents: true })

/** The stage dev behind a REST API. */
export const devStage = behindRestApi(stages.dev!)
/** The stage prod behind a REST API, with an address for alarms. */
export const prodStage: Stage = { ...behindRestApi(stages.prod!), alarms: { ...stages.prod!.alarms, email: 'oncall@example.com' } }

const domain = {
  name: 'webhooks.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555'
}

/** The same stage behind an HTTP API. */
export const behindHttpApi = (stage: Stage): Stage => ({ ...stage, gateway: { ...common(stage.gateway), kind: 'http' } })

/** The stage prod with every option of a REST API. */
export const everything: Stage = {
  ...prodStage,
  customerManagedKey: true,
  copiedBackups: { vaultArn: 'arn:aws:backup:eu-west-1:210987654321:backup-vault:posthorn', keepDays: 35 },
  canary: { percent: 10, minutes: 15 },
  proxyParameter: '/network/proxy',
  provisioned: {
    min: 2, max: 20, utilization: 0.7, schedule: [{ cron: '0 8 ? * MON-FRI *', timeZone: 'Europe/Berlin', min: 10, max: 50 }]
  },
  gateway: {
    ...common(prodStage.gateway),
    kind: 'rest',
    corsOrigins: ['https://app.example.com'],
    domain,
    firewall: { requestsPer5Minutes: 2000 },
    cache: { size: '0.5', ttl: 60 },
    usagePlan: { rate: 500, burst: 1000, perDay: 1_000_000 }
  }
}

/** The same, with every option that an HTTP API has. */
export const everythingOfHttpApi: Stage = { ...everything, gateway: { ...common(everything.gateway), kind: 'http', domain, authorizerTtl: 600 } }

/** The resources of a type, by logical id. */
export const ofType = ({ Resources }: Template, type: string): Array<[string, Resource['Properties']]> =>
  Object.entries(Resources).filter(([, resource]) => resource.Type === type).map(([id, { Properties }]) => [id, Properties])

/** The one resource of a type whose properties, as JSON, contain a text; throws when there is not exactly one. */
export function theOne (template: Template, type: string, holding = ''): Resource['Properties'] {
  const found = ofType(template, type).filter(([id, properties]) => `${id} ${JSON.stringify(properties)}`.includes(holding))
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} hold ${holding}`)
  return found[0]![1]
}
