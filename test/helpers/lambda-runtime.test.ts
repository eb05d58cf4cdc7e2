import { join } from 'node:path'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import { type Lambda, lambdaRuntimeMissing, startLambda } from './lambda-runtime.js'

const SOURCE = `
  import { setTimeout as wait } from 'node:timers/promises'
  class TeapotError extends Error { name = 'TeapotError' }
  let ticks = 0
  export const handler = async (event: { do: string, ms?: number }, context: any) => {
    if (event.do === 'echo') return { event, id: context.awsRequestId, left: context.getRemainingTimeInMillis(), name: context.functionName }
    if (event.do === 'environment') return { ...process.env }
    if (event.do === 'throw') throw new TeapotError('short and stout')
    if (event.do === 'log') console.log('a line from the function')
    if (event.do === 'wait') await wait(event.ms)
    if (event.do === 'tick') setInterval(() => { ticks++ }, 1).unref()
    if (event.do === 'ticks') return ticks
    if (event.do === 'big') return 'x'.repeat(7 * 1024 * 1024)
    if (event.do === 'exit') process.exit(3)
  }`

const skip = lambdaRuntimeMissing()

async function lambda (t: Test, source: string, timeoutMs = 10_000): Promise<Lambda> {
  const bundle = join(t.testdir(), 'function.mjs')
  await build({
    stdin: { contents: source, loader: 'ts' }, outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node24',
    logLevel: 'silent'
  })
  const running = await startLambda({ bundle, handler: 'handler', env: { GREETING: 'hello' }, timeoutMs })
  t.teardown(running.stop)
  return running
}

t.test('A function in the emulated runtime lives on after its invocations.', { skip }, async t => {
  const { invoke, log } = await lambda(t, SOURCE)

  await t.test('The answer is what the handler returned.', async t => {
    const answer = await invoke({ do: 'echo', text: 'ünï' })
    t.match(answer, { event: { do: 'echo', text: 'ünï' }, name: 'posthorn', id: /^[0-9a-f-]{36}$/ })
  })

  await t.test('The context contains the deadline.', async t => {
    const { left } = await invoke({ do: 'echo' }) as { left: number }
    t.ok(left > 5_000 && left <= 10_000, `${left} ms left of 10,000`)
  })

  await t.test('The function has its own environment.', async t => {
    const environment = await invoke({ do: 'environment' }) as Record<string, string>
    t.match(environment, { GREETING: 'hello', AWS_REGION: 'us-east-1', _HANDLER: 'function.handler' })
    t.notOk(environment.PATH?.includes('node_modules'), 'no variable of the test process')
  })

  await t.test('A thrown error is reported with type, message and trace. The function lives on.', async t => {
    await t.rejects(invoke({ do: 'throw' }), { name: 'TeapotError', message: 'short and stout', trace: [/^TeapotError: short and stout/] })
    t.equal(await invoke({ do: 'ticks' }), 0)
  })

  await t.test('Invocations run one after the other.', async t => {
    const answers = await Promise.all([1, 2, 3].map(n => invoke({ do: 'echo', n })))
    t.match(answers, [{ event: { n: 1 } }, { event: { n: 2 } }, { event: { n: 3 } }])
  })

  await t.test('The answer is null if the handler returns nothing.', async t => {
    t.equal(await invoke({ do: 'nothing' }), null)
  })

  await t.test('An answer of more than 6 MB is refused.', async t => {
    await t.rejects(invoke({ do: 'big' }), { name: 'Function.ResponseSizeTooLarge' })
  })

  await t.test('The output of the function is in the log.', async t => {
    await invoke({ do: 'log' })
    const deadline = Date.now() + 60_000
    while (!log().includes('a line from the function') && Date.now() < deadline) await new Promise(setImmediate)
    t.match(log(), /a line from the function/)
  })

  await t.test('The process is frozen between invocations.', async t => {
    await invoke({ do: 'tick' })
    const before = await invoke({ do: 'ticks' }) as number
    await new Promise(resolve => setTimeout(resolve, 300))
    const after = await invoke({ do: 'ticks' }) as number
    t.ok(after - before < 100, `${after - before} ticks in 300 ms of rest`)
  })
})

t.test('A function past its deadline is ended. Waiting invocations are rejected.', { skip }, async t => {
  const { invoke } = await lambda(t, SOURCE, 200)
  const late = invoke({ do: 'wait', ms: 60_000 })
  const behind = invoke({ do: 'echo' })
  const timeout = { name: 'Sandbox.Timedout', message: 'Task timed out after 0.20 seconds' }
  await Promise.all([t.rejects(late, timeout), t.rejects(behind, timeout)])
})

t.test('A function that exits rejects its invocation.', { skip }, async t => {
  const { invoke } = await lambda(t, SOURCE)
  await t.rejects(invoke({ do: 'exit' }), { name: 'Runtime.ExitError' })
})

t.test('A module that cannot be loaded rejects with the reason.', { skip }, async t => {
  const { invoke } = await lambda(t, "throw new RangeError('no such setting')")
  await t.rejects(invoke({}), { name: 'RangeError', message: 'no such setting' })
})
