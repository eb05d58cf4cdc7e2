import { Worker } from 'node:worker_threads'
import { createLanes } from './lanes.js'
import { SERVES, type Reply } from './side-thread-reply.js'

/**
 * A worker thread for work whose duration callers control. It does one job at a time, and callers take turns. A job
 * that exceeds its time, or the thread's memory, ends the thread; the next job gets a new one.
 */
export interface SideThread {
  /**
   * Runs the thread's work with this name on the input, which is copied. Rejects with `Unfinished`, or with the error
   * of the work.
   */
  run: <T>(job: Job) => Promise<T>
}

export interface Job {
  /** The caller of the job: callers take turns. */
  caller: string
  work: string
  input: unknown
  /** How long the job may take, without waiting, ms. */
  withinMs: number
}

/**
 * A job was not done: `late`, it exceeded its time; `memory`, it needed too much memory; `busy`, it waited too long for
 * its turn.
 */
export class Unfinished extends Error {
  override readonly name = 'Unfinished'
  constructor (readonly reason: 'late' | 'memory' | 'busy') {
    super(`The job was not done: ${reason}.`)
  }
}

export interface SideThreadOptions {
  /** Loads the module that serves the jobs (`serve`); called for the first job. */
  module: () => Promise<{ address: string }>
  /** The limit of the thread's heap, MB. */
  memoryMb: number
  /** How long a job may wait for its turn, ms. */
  patienceMs: number
  now: () => number
}

interface Waiting extends Job { since: number, resolve: (value: unknown) => void, reject: (error: Error) => void }

// About the stack size of a process. With a larger one, endless recursion would take longer to fail.
const STACK_MB = 1.25
// A thread that has not started by then is given up, ms.
const START_MS = 60_000

/** A side thread for the works of `module`. The first job starts it. */
export function createSideThread ({ module, memoryMb, patienceMs, now }: SideThreadOptions): SideThread {
  let worker: Worker | undefined
  const lanes = createLanes<Waiting>({ total: 1, perLane: 1, run: carryOut })

  async function carryOut (job: Waiting): Promise<void> {
    try {
      if (now() - job.since > patienceMs) throw new Unfinished('busy')
      worker ??= await started()
      job.resolve(await answerOf(worker, job))
    } catch (error) {
      job.reject(error as Error)
    }
  }

  async function started (): Promise<Worker> {
    const { address } = await module()
    const fresh = new Worker(new URL(address), {
      workerData: SERVES,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: STACK_MB }
    })
    // An error while no job is running shows in the next job.
    fresh.on('error', () => {}).once('exit', () => { if (worker === fresh) worker = undefined })
    await settled(fresh, START_MS)
    return fresh
  }

  async function answerOf (on: Worker, { work, input, withinMs }: Job): Promise<unknown> {
    // A running job keeps the process alive; an idle thread does not.
    on.ref()
    try {
      on.postMessage({ work, input })
      // Two replies: the code of the work is loaded, and the result.
      const begun = await settled(on, START_MS)
      const reply = 'problem' in begun ? begun : await settled(on, withinMs)
      if ('problem' in reply) throw new Error(reply.problem)
      return reply.value
    } catch (error) {
      if (error instanceof Unfinished) await ended(on)
      throw error
    } finally {
      on.unref()
    }
  }

  async function ended (on: Worker): Promise<void> {
    worker = undefined
    await on.terminate()
  }

  return {
    run: async <T>(job: Job) => await new Promise<unknown>((resolve, reject) => {
      lanes.push(job.caller, { ...job, since: now(), resolve, reject })
    }) as T
  }
}

/** The next message of a thread. Rejects with `Unfinished` when it does not come in time, or when the thread ends first. */
async function settled (worker: Worker, withinMs: number): Promise<Reply> {
  return await new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => { stop(); reject(new Unfinished('late')) }, withinMs)
    const onMessage = (reply: Reply) => { stop(); resolve(reply) }
    const onError = (error: NodeJS.ErrnoException) => {
      stop()
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Unfinished('memory') : error)
    }
    const onExit = () => { stop(); reject(new Unfinished('memory')) }
    worker.once('message', onMessage).once('error', onError).once('exit', onExit)
    function stop () {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    }
  })
}
