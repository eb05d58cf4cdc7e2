import t from 'tap'
import { openLambda } from '../../src/cli/shared/lambda-functions.js'
import { goBack, stepsBack } from '../../src/cli/rollback/roll-back.js'
import { startSsmAndLambda, type StoredFunction } from '../helpers/ssm-and-lambda.js'

// A process of its own: it takes its settings from its environment.

const aws = await startSsmAndLambda()
Object.assign(process.env, {
  AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
})
const lambda = openLambda('rollback')
t.teardown(async () => { await lambda.close() })

const NAMES = ['posthorn-test-http', 'posthorn-test-deliver', 'posthorn-test-sweep']
/** Noon of a day in November. Lambda's times have an offset without a colon. */
const on = (day: number) => `2026-11-${String(day).padStart(2, '0')}T12:00:00.000+0000`
const DEPLOYED = Date.parse('2026-11-20T11:59:00Z')

t.beforeEach(() => {
  aws.calls.length = 0
  aws.refused.clear()
  aws.functions.clear()
  const made = (name: string, one: Partial<StoredFunction>) =>
    aws.functions.set(name, { LastModified: on(20), Description: '', versions: 9, ...one })
  // Version 6 began anew with other secrets; version 7 is the last deployment's, and 8 began anew after it.
  made('posthorn-test-http', { live: '8', published: { 5: on(10), 6: on(12), 7: on(20), 8: on(21) } })
  made('posthorn-test-deliver', { live: '4', published: { 3: on(1), 4: on(20) } })
  // The last deployment did not change the sweep.
  made('posthorn-test-sweep', { live: '2', published: { 1: on(1), 2: on(5) } })
})

const live = () => NAMES.map(name => aws.functions.get(name)!.live)

t.test('Requests go back to the versions of before a deployment; functions that it did not change keep theirs.', async t => {
  const steps = await stepsBack(lambda, NAMES, DEPLOYED)
  t.strictSame(steps, [
    { name: 'posthorn-test-http', from: '8', to: '6', publishedAt: '2026-11-12T12:00:00.000Z' },
    { name: 'posthorn-test-deliver', from: '4', to: '3', publishedAt: '2026-11-01T12:00:00.000Z' }
  ])
  t.strictSame(live(), ['8', '4', '2'], 'nothing is moved yet')
  await goBack(lambda, steps)
  t.strictSame(live(), ['6', '3', '2'])
  t.strictSame(await stepsBack(lambda, NAMES, DEPLOYED), [], 'a second time, nothing is left to do')
})

t.test('When two deployments in a row were broken, a moment names the versions of before both.', async t => {
  await goBack(lambda, await stepsBack(lambda, ['posthorn-test-http'], Date.parse('2026-11-11T00:00:00Z')))
  t.equal(live()[0], '5')
})

t.test('A function that a stage may lack, and one that the deployment added, stop no rollback.', async t => {
  const authorizer = 'posthorn-test-authorizer'
  const names = [...NAMES, authorizer]
  t.equal((await stepsBack(lambda, names, DEPLOYED, [authorizer])).length, 2, 'there is none')
  aws.functions.set(authorizer, { LastModified: on(20), Description: '', versions: 1, live: '1', published: { 1: on(20) } })
  t.equal((await stepsBack(lambda, names, DEPLOYED, [authorizer])).length, 2, 'it is new')
  await t.rejects(stepsBack(lambda, names, DEPLOYED), /posthorn-test-authorizer has no version from before/, 'not so for others')
})

t.test('A rollback refuses in words, and moves nothing, where it cannot be whole.', async t => {
  const refused = async (says: RegExp, before = DEPLOYED, names = NAMES) => { await t.rejects(stepsBack(lambda, names, before), says) }
  await refused(/posthorn-test-deliver has no version from before 2026-10-31/, Date.parse('2026-10-31T00:00:00Z'), ['posthorn-test-deliver'])
  await refused(/There is no function posthorn-other-http with an alias live/, DEPLOYED, ['posthorn-other-http'])
  aws.functions.get('posthorn-test-deliver')!.shifting = { 5: 0.1 }
  await refused(/posthorn-test-deliver is still shifting its requests\. Stop it in CodeDeploy/)
  aws.refused.add('GET versions')
  await refused(/Lambda refuses GET posthorn-test-\w+\/versions\S* \(AccessDeniedException.*`posthorn rollback --help` lists/, DEPLOYED, NAMES.slice(2))
  t.strictSame(live(), ['8', '4', '2'])
})
