import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { named, serveRuntimeApi } from './runtime-api.js'

const NODE = fileURLToPath(new URL('../../.cache/node24/node_modules/node/bin/node', import.meta.url))
const CLIENT = fileURLToPath(new URL('../../.cache/lambda/node_modules/aws-lambda-ric/', import.meta.url))

export interface LambdaOptions {
  /** The absolute path of the built module, as it would be uploaded; its folder becomes the task root. */
  bundle: string
  /** The name of the exported function. */
  handler: string
  /** Nothing else of this process's environment is passed on. */
  env?: Record<string, string>
  /** Milliseconds one invocation may take before Lambda ends the process; 10,000 unless told. */
  timeoutMs?: number
  /** The memory of the function, MB, by which AWS's runtime bounds V8's heap; without it the heap has Node's own bounds. */
  memoryMb?: number
}

export interface Lambda {
  /** Runs the handler and gives its answer; rejects with the function's error as Lambda reports it, its type as `name`. */
  invoke: (event: unknown) => Promise<unknown>
  stop: () => Promise<void>
  /** The CPU time of the running process so far, ms, of all its threads; only Linux tells it. */
  cpuMs: () => number
  /** The most memory that the process has had so far, MB: resident, with the pages of Node's own file; only Linux tells it. */
  peakMb: () => number
  /** The output of the function to stdout and stderr so far. */
  log: () => string
}

/** True when `.ci/lambda-runtime.sh` has put Node 24 and AWS's runtime client in place. */
export function lambdaRuntimeAvailable (): boolean {
  return existsSync(NODE) && existsSync(CLIENT + 'rapid-client.node')
}

/** The value of `skip` for a test: false, or what is missing and how to get it. */
export function lambdaRuntimeMissing (): false | string {
  return lambdaRuntimeAvailable() ? false : 'needs Node 24 and aws-lambda-ric: run .ci/lambda-runtime.sh'
}

/**
 * Runs a built bundle under AWS's own Node runtime client (aws-lambda-ric) on Node 24. Between invocations the process
 * is frozen, as in Lambda, so work left behind after an answer does not go on. A module that cannot be loaded, a crash
 * and a timeout reject the invocation they happen in and all later ones.
 */
export async function startLambda (options: LambdaOptions): Promise<Lambda> {
  let output = ''
  const api = await serveRuntimeApi({
    timeoutMs: options.timeoutMs ?? 10_000,
    onIdle: () => child.kill('SIGSTOP'),
    onWork: () => child.kill('SIGCONT'),
    onTimeout: () => child.kill('SIGKILL')
  })
  const child = spawn(NODE, [...heapOf(options), '--enable-source-maps', CLIENT + 'index.mjs'], {
    env: lambdaEnvironment(options, api.port), stdio: ['ignore', 'pipe', 'pipe']
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += chunk })
  child.on('error', api.end)
  child.on('exit', (code, signal) => api.end(named('Runtime.ExitError', `the runtime ended with ${signal ?? code}: ${output}`)))
  const kill = () => { child.kill('SIGKILL') }
  process.once('exit', kill)
  const closed = new Promise<void>(resolve => child.once('close', () => {
    process.off('exit', kill)
    resolve()
  }))

  return {
    invoke: api.invoke,
    log: () => output,
    cpuMs: () => cpuOf(child.pid!),
    peakMb: () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid!}/status`, 'utf8'))![1]) / 1024,
    stop: async () => {
      kill()
      await closed
      await api.close()
    }
  }
}

// The first number of schedstat is a thread's time on a CPU, ns.
function cpuOf (pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.reduce((sum, id) => sum + Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6
}

// As the start script of AWS's runtime does.
const heapOf = ({ memoryMb }: LambdaOptions) => memoryMb === undefined
  ? []
  : [`--max-semi-space-size=${Math.floor(memoryMb * 5 / 100)}`, `--max-old-space-size=${Math.floor(memoryMb * 90 / 100)}`]

function lambdaEnvironment ({ bundle, handler, env, memoryMb = 1024 }: LambdaOptions, port: number): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'posthorn',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/posthorn',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: dirname(bundle),
    ...env,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    _HANDLER: `${basename(bundle).replace(/\.[cm]?js$/, '')}.${handler}`
  }
}
