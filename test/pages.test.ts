import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { costsOf, GATHERED, perMillion, STANDING, sumOf, unitsOf, USAGE } from '../src/cli/doctor/cost.js'
import { MEMORY } from '../src/facts/functions.js'
import type { Priced } from '../src/facts/prices.js'
import { URL_OUTPUT } from '../src/facts/resource-names.js'
import { stages } from '../infra/stages.js'
import { generatePage, pages } from './helpers/pages.js'
import { STAGE_SCHEMA, stageSchema } from './helpers/stage-pages.js'

for (const name of pages) {
  t.test(`The tables of ${name} are those of the code (\`npm run pages\` writes them).`, async (t) => {
    const page = readFileSync(name, 'utf8')
    t.equal(generatePage(name, page), page)
  })
}

t.test('The schema of stage files is that of their types (`npm run pages` writes it).', async t => {
  t.equal(readFileSync(STAGE_SCHEMA, 'utf8'), stageSchema())
})

t.test('The price of a million messages agrees with a calculation by hand.', async (t) => {
  const usage = {
    ...USAGE, writeUnits: 7, readUnits: 2, acceptMs: 20, fanOutMs: 20, deliverMs: 100, queueRequests: 3, fanOuts: 1, deliveries: 1,
    logBytes: 1000, storedBytes: 1000, keptDays: 30, sentBytes: 1000
  }
  const costs = costsOf(unitsOf(1e6, 'rest', usage), { free: false })
  const near = (given: number, wanted: number, what: string) =>
    t.ok(Math.abs(given - wanted) < 0.005, `${what}: ${given} instead of ${wanted}`)
  near(costs.restRequests, 3.5, 'requests at $3.50')
  near(costs.httpRequests, 0, 'no HTTP API')
  near(costs.writeUnits, 4.375, 'seven million units at $0.625')
  near(costs.readUnits, 0.25 + 43_200 * STANDING.sweepReadUnits * 0.125 / 1e6, 'two million units at $0.125, and the sweep')
  near(costs.lambdaGbSeconds, (20 + 10 + 37.5) * 1000 * 0.0000133334 + 0.015, '67.5 GB-ms each, and the sweep')
  near(costs.lambdaRequests, 3 * 0.2 + 0.0103, 'three invocations each, the authorizer and the sweep')
  near(costs.queueRequests, (3 + 1.296) * 0.4, 'three requests each, and the pollers')
  near(costs.storedGb, 0.25, '1 GB for a month')
  near(costs.traces, 5 * 0.05, 'one request in twenty to a REST API')
  near(costsOf(unitsOf(1e6, 'http', usage)).traces, 0, 'and none to an HTTP API')
})

t.test('An idle deployment costs cents, and free allowances are subtracted once.', async (t) => {
  const { alarms, ...rest } = costsOf(unitsOf(0, 'rest'))
  t.ok(sumOf({ ...rest, alarms: 0 }) < 0.2, 'less than 20 cents')
  t.ok(alarms > 4 && alarms < 5, 'including the alarms of prod')
  t.equal(costsOf(unitsOf(1e6, 'http')).logGb, 0, '2 of 5 GB')
  const first = costsOf(unitsOf(1e6, 'http'))
  t.ok(sumOf({ ...first, alarms: 0, metrics: 0 }) < perMillion('http'), 'all except alarms and metrics, which no message adds')
  const difference = perMillion('rest') - perMillion('http')
  t.ok(Math.abs(difference - 2.75) < 1e-6, 'only the gateway differs, and its traces')
})

t.test('The prices are those of the stages: an HTTP API, no traces of events, and the memory of the functions.', async (t) => {
  for (const stage of Object.values(stages)) {
    t.match(stage, { tracesEvents: false, gateway: { kind: 'http' }, memory: MEMORY }, stage.name)
  }
})

t.test('A million gathered deliveries cost less than a million single ones, by invocations, time and requests alone.', async (t) => {
  const [single, gathered] = [USAGE, GATHERED].map(usage => costsOf(unitsOf(1e6, 'http', usage), { free: false }))
  const cheaper = Object.keys(single!).filter(name => gathered![name as Priced] < single![name as Priced])
  t.same(cheaper.sort(), ['lambdaGbSeconds', 'lambdaRequests', 'logGb', 'queueRequests'])
  t.ok(perMillion('http', GATHERED) < perMillion('http') - 2)
})

t.test('The commands and outputs in the deployment guide exist.', async (t) => {
  const guide = readFileSync('docs/deployment.md', 'utf8')
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  for (const [, script] of guide.matchAll(/npm run ([\w:]+)/g)) t.ok(scripts[script!], script!)
  for (const [, path] of guide.matchAll(/`(infra\/[\w./-]+)`/g)) t.ok(existsSync(path!), path!)
  const service = readFileSync('infra/service-stack.ts', 'utf8')
  const outputs = [URL_OUTPUT, ...Array.from(service.matchAll(/\boutput\(\s*'(\w+)'/g), ([, name]) => name)]
  for (const [, output] of guide.matchAll(/^\| `(\w+)` \|/gm)) t.ok(outputs.includes(output), output!)
})
