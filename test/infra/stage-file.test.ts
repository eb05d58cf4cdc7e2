import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { defineStages, findStage, readStageFile, stageFileIn, stageFrom } from '../../infra/stage-file.js'
import { stages } from '../../infra/stages.js'

let count = 0

/** A stage file with this default export, written as JavaScript. */
function written (t: Test, text: string, name = `posthorn.config.${count++}.mjs`): string {
  const path = join(t.testdir(), name)
  writeFileSync(path, text)
  return path
}

const alarms = { email: 'oncall@example.com' }

t.test('dev and prod exist without a stage file; another name is refused with the list of names.', async t => {
  t.strictSame(await findStage('dev'), stages.dev)
  await t.rejects(findStage('prod'), /somewhere for its alarms to go/)
  t.equal((await findStage('prod', undefined, true)).name, 'prod', 'to be deleted')
  await t.rejects(findStage('staging'), /There is no stage 'staging'; there is dev, prod, small\. A stage file \(posthorn\.config\.ts\)/)
})

t.test('A stage of a file has its own options, and those of the stage in `like`.', async t => {
  const file = written(t, `export default {
    eu: { like: 'prod', logDays: 30, alarms: { email: 'oncall@example.com' }, gateway: { throttle: { rate: 5, burst: 9 } }, concurrency: { deliver: 7 }, settings: { POSTHORN_BASE_PATH: '/w' } },
    prod: { alarms: { email: 'oncall@example.com' } }
  }`)
  const { prod } = stages
  t.strictSame(await findStage('eu', file), {
    ...prod,
    name: 'eu',
    logDays: 30,
    gateway: { ...prod!.gateway, throttle: { rate: 5, burst: 9 } },
    concurrency: { ...prod!.concurrency, deliver: 7 },
    alarms: { ...prod!.alarms, ...alarms },
    settings: { ...prod!.settings, POSTHORN_BASE_PATH: '/w' }
  })
  t.strictSame((await findStage('prod', file)).alarms, { ...prod!.alarms, ...alarms })
  t.strictSame(await findStage('dev', file), stages.dev, 'the file does not change the built-in stage')
  await t.rejects(findStage('us', file), /no stage 'us' in posthorn\.config\.\d+\.mjs; there is eu, prod, dev, small/)
})

t.test('A stage named prod is like prod by default, and another one like dev.', async t => {
  t.equal(stageFrom('prod', { alarms }).keepsData, true)
  t.equal(stageFrom('mine', {}).keepsData, false)
})

t.test('Errors of a stage file are refused with the file, the stage and the option.', async t => {
  const refused = async (text: string, words: RegExp) => await t.rejects(readStageFile(written(t, text)), words, text)
  await refused(
    'export default { prod: { logDay: 3 } }',
    /^posthorn\.config\.\d+\.mjs: prod\.logDay: there is no such option; there is alarms, canary, concurrency,/
  )
  await refused(
    'export default { prod: { gateway: { firewal: {} } } }',
    /prod\.gateway\.firewal: there is no such option; there is authorizerTtl, cache,/
  )
  await refused('export default { prod: { logDays: "7" } }', /prod\.logDays: must be number/)
  await refused('export default { prod: { like: "staging" } }', /prod\.like: must be equal to one of the allowed values: dev, prod, small/)
  await refused(
    'export default { prod: { gateway: { domain: { name: "a.example" } } } }',
    /prod\.gateway\.domain: must have required property 'certificateArn'/
  )
  await refused('export default []', /must be object/)
  await refused('export const prod = {}', /has no default export\. Write: export default defineStages/)
  await t.rejects(readStageFile('/no/such/file.mjs'), /There is no stage file \/no\/such\/file\.mjs/)
})

t.test('A stage file whose import of posthorn/cdk fails is refused with what to run.', async t => {
  const file = 'import { defineStages } from "posthorn/cdk"; export default defineStages({})'
  const posthorn = { 'package.json': JSON.stringify({ name: 'posthorn', exports: { './cdk': './dist/cdk/cdk.js' } }) }
  const folder = t.testdir({
    unbuilt: { 'package.json': '{}', 'posthorn.config.mjs': file, node_modules: { posthorn } },
    without: { 'package.json': '{"name":"mine"}', 'posthorn.config.mjs': file }
  })
  await t.rejects(readStageFile(join(folder, 'unbuilt/posthorn.config.mjs')), {
    message: `posthorn.config.mjs imports posthorn/cdk, which is not built: run \`npm run build\` in ${join(folder, 'unbuilt/node_modules/posthorn')}.`
  })
  await t.rejects(readStageFile(join(folder, 'without/posthorn.config.mjs')), {
    message: 'posthorn.config.mjs imports posthorn/cdk, and posthorn is not installed in its folder: npm install --save-dev posthorn'
  })
})

t.test('Options that exclude each other are refused.', async t => {
  t.throws(
    () => stageFrom('mine', { gateway: { kind: 'http', firewall: { requestsPer5Minutes: 100 } } }),
    /gateway\.firewall: only a REST API has this; add gateway\.kind: 'rest'/
  )
  t.throws(() => stageFrom('Mine!', {}), /name: up to 16 letters/)
  t.throws(() => stageFrom('mine', { concurrency: { deliver: 1 } }), /concurrency\.deliver and \.import: 2 to 1000/)
  const mine = (options: Parameters<typeof stageFrom>[1]) => () => stageFrom('mine', options)
  t.throws(mine({ tracedShare: 0.1 }), /tracedShare: only requests to a REST API can be sampled; add gateway\.kind: 'rest', or leave it out/)
  t.doesNotThrow(mine({ tracedShare: 0.1, gateway: { kind: 'rest' } }))
  t.throws(mine({ memory: { deliver: 192 } }), /memory\.deliver: at least 256/)
  t.throws(mine({ concurrency: { deliverWindow: 61 } }), /concurrency\.deliverWindow: 0 to 60 seconds/)
  t.throws(
    mine({ concurrency: { deliver: 20, reserved: { deliver: 10 } } }),
    /concurrency\.reserved\.deliver: at least concurrency\.deliver, or Lambda throttles deliveries/
  )
  t.throws(
    mine({ provisioned: { min: 1, max: 20 }, concurrency: { reserved: { http: 10 } } }),
    /provisioned\.max: at most concurrency\.reserved\.http/
  )
  t.throws(
    mine({ gateway: { kind: 'rest', throttle: { rate: 10, burst: 20 }, usagePlan: { rate: 50, burst: 50, perDay: 1000 } } }),
    /gateway\.usagePlan\.rate: at most gateway\.throttle\.rate/
  )
  for (const payloadDays of [4, 91, 7.5]) t.throws(mine({ payloadDays }), /payloadDays: 5 to 90/)
  t.throws(mine({ settings: { POSTHORN_PAYLOAD_DAYS: '30' } }), /give it as payloadDays/)
  t.throws(mine({ payloadDays: 6, settings: { POSTHORN_RETRY_SCHEDULE: '60h,60h' } }), /payloadDays: longer than settings\.POSTHORN_RETRY_SCHEDULE/)
  t.doesNotThrow(mine({ payloadDays: 7, settings: { POSTHORN_RETRY_SCHEDULE: '60h,60h' } }))
  t.strictSame(stageFrom('mine', { gateway: { kind: 'rest', cache: { size: '0.5', ttl: 60 } } }).gateway, {
    ...stageFrom('mine', { gateway: { kind: 'rest' } }).gateway, cache: { size: '0.5', ttl: 60 }
  })
})

t.test('A stage file in TypeScript needs a Node that can read it.', async t => {
  const file = written(t, 'export default { mine: { logDays: 3 as number } }', 'posthorn.config.ts')
  t.equal(stageFileIn(t.testdirName), file)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) t.equal((await findStage('mine', file)).logDays, 3)
  else {
    await t.rejects(
      findStage('mine', file),
      /posthorn\.config\.ts is TypeScript, which Node reads from version 22\.18 on; .* name the file posthorn\.config\.mjs/
    )
  }
})

t.test('The stage file in docs/stages.md is valid.', async t => {
  const [, example] = /```ts\n([^]*?)```/.exec(readFileSync('docs/stages.md', 'utf8'))!
  const file = written(t, example!.replace(/^import .*$/m, 'const defineStages = stages => stages'))
  t.match(await findStage('prod', file), { name: 'prod', keepsData: true, alarms: { email: 'oncall@example.com' } })
  t.match(await findStage('load', file), { name: 'load', keepsData: false, concurrency: { deliver: 20 } })
})

t.test('The stage file of the example in docs/costs.md is valid.', async t => {
  const [, example] = /```ts\n([^]*?)```/.exec(readFileSync('docs/costs.md', 'utf8'))!
  const file = written(t, example!.replace(/^import .*$/m, 'const defineStages = stages => stages'))
  t.match(await findStage('prod', file), { name: 'prod', gateway: { kind: 'rest' }, fixedAddresses: { by: 'gateway', zones: 2 } })
})

t.test('defineStages() returns its argument.', async t => {
  const file = { prod: { logDays: 5 } }
  t.equal(defineStages(file), file)
})
