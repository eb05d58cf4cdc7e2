import { Svix } from 'svix-newest'
import t from 'tap'
import { startReceiver } from '../helpers/receiver.js'
import { checkByPython, python } from '../helpers/sdk-python.js'
import { methodsOf, modelsOf, problemsOf, type SdkMethod } from '../helpers/sdk-source.js'
import { walk } from '../helpers/sdk-walk.js'
import { startTestServer } from '../helpers/server.js'

// Real answers of every method, checked against the types in the newest packages of the SDKs.

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h' })
const receiver = await startReceiver(({ path }, response) => { response.writeHead(path.startsWith('/bad') ? 500 : 200).end('ok') })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

export interface Answer { name: string, method: string, path: string, status: number, text: string }

const methods = methodsOf(new Svix('t'))
const models = modelsOf('svix-newest')
const targets = { good: `${receiver.url}/good`, bad: `${receiver.url}/bad` }

/** Calls every method with the user agent of this SDK, and collects the answers. */
async function answersTo (agent?: string): Promise<Answer[]> {
  const answers: Answer[] = []
  const recording: typeof fetch = async (input, init) => {
    const headers = { ...init?.headers as Record<string, string>, ...(agent !== undefined && { 'user-agent': agent }) }
    const answer = await fetch(input, { ...init, headers })
    const [method, { pathname }] = [init!.method!, new URL(String(input))]
    const { name, path } = methodAt(method, pathname)
    answers.push({ name, method, path, status: answer.status, text: await answer.clone().text() })
    return answer
  }
  await walk(new Svix(await server.token(), { serverUrl: server.url, fetch: recording }), targets)
  return answers
}

function methodAt (method: string, pathname: string): SdkMethod {
  const matching = methods.filter(one => one.method === method && new RegExp(
    `^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`
  ).test(pathname))
  return matching.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]!
}

const answers = await answersTo()
const modelOf = new Map(methods.map(({ name, answer }) => [name, answer]))
const isRefused = ({ name }: Answer) => name === 'authentication.logout'

t.test('The walk calls every method that is answered.', async t => {
  const walked = new Set(answers.map(({ method, path }) => `${method} ${path}`))
  const api = await server.api()
  for (const { name, method, path } of methods) {
    if (walked.has(`${method} ${path}`)) continue
    const { status, body } = await api(method, path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, 'x'), method === 'GET' ? undefined : {})
    t.ok(path.startsWith('/ingest') ||
      ((status === 404 || status === 405) && body.detail !== 'Application not found'), `${name} is not there`)
  }
})

t.test('JavaScript: every answer has the required fields of its model.', async t => {
  for (const answer of answers.filter(one => !isRefused(one))) {
    const model = modelOf.get(answer.name)
    t.ok(answer.status >= 200 && answer.status < 300, `${answer.name} ${answer.status}`)
    if (model !== undefined) t.strictSame(problemsOf(models, model, JSON.parse(answer.text)), [], answer.name)
  }
})

t.test('PHP: required fields are not null.', async t => {
  const toPhp = await answersTo('svix-libs/2.9.1/php php/8.3 Linux/x86_64')
  t.ok(toPhp.some(({ text }) => text.includes('"iterator":""')), 'an empty page has an iterator')
  for (const { name, text } of toPhp.filter(one => !isRefused(one) && modelOf.get(one.name) !== undefined)) {
    t.strictSame(problemsOf(models, modelOf.get(name)!, JSON.parse(text), { noNulls: true }), [], name)
  }
})

t.test('C#, Java and Kotlin: a method that returns nothing is answered with 204.', async t => {
  for (const sdk of ['1.64.0/java', '1.99.1/kotlin kotlin/2.1', '2.5.0/csharp dotnet/v4']) {
    const toSdk = await answersTo(`svix-libs/${sdk}`)
    for (const { name, status, text } of toSdk.filter(one => !isRefused(one))) {
      if (modelOf.get(name) === undefined) t.strictSame([status, text], [204, ''], `${name} for ${sdk}`)
    }
  }
})

t.test('Python: the real models read every answer.', { skip: python.missing }, async t => {
  for (const { name, problem } of await checkByPython(answers.filter(one => !isRefused(one)))) t.equal(problem, null, name)
})
