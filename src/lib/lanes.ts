/** Work in lanes, one for each key: lanes take turns, and no lane has more than its share under way. */
export interface Lanes<Job> {
  push (key: string, job: Job): void
  /** Jobs waiting and under way. */
  readonly size: number
  /** The same of one lane. */
  sizeOf (key: string): number
  /** Forgets what waits, and resolves when nothing is under way. */
  drain (): Promise<void>
}

interface Lane<Job> { waiting: Job[], head: number, active: number }

export interface LaneOptions<Job> {
  /** Jobs under way in all. */
  total: number
  /** Jobs under way in one lane. */
  perLane: number
  /** Must not reject. */
  run: (job: Job) => Promise<void>
}

export function createLanes<Job> ({ total, perLane, run }: LaneOptions<Job>): Lanes<Job> {
  const lanes = new Map<string, Lane<Job>>()
  // Lanes that could start a job now; a Set keeps their order, so taking the first and adding it again is a round robin.
  const turns = new Set<string>()
  let active = 0
  let waiting = 0
  let idle: (() => void) | undefined

  function pump () {
    while (active < total) {
      const [key] = turns
      if (key === undefined) return
      turns.delete(key)
      start(key, lanes.get(key)!)
    }
  }

  function start (key: string, lane: Lane<Job>) {
    const job = lane.waiting[lane.head++]!
    // Shifting a long array moves all of it; cutting it now and then does not.
    if (lane.head > 1024) {
      lane.waiting.splice(0, lane.head)
      lane.head = 0
    }
    waiting--
    active++
    lane.active++
    offer(key, lane)
    void run(job).finally(() => {
      active--
      lane.active--
      if (lane.active === 0 && isEmpty(lane)) lanes.delete(key)
      else offer(key, lane)
      if (active === 0) idle?.()
      pump()
    })
  }

  function offer (key: string, lane: Lane<Job>) {
    if (!isEmpty(lane) && lane.active < perLane) turns.add(key)
  }

  const isEmpty = (lane: Lane<Job>) => lane.head === lane.waiting.length

  return {
    push (key, job) {
      const lane = lanes.get(key) ?? { waiting: [], head: 0, active: 0 }
      lanes.set(key, lane)
      lane.waiting.push(job)
      waiting++
      offer(key, lane)
      pump()
    },
    get size () { return active + waiting },
    sizeOf (key) {
      const lane = lanes.get(key)
      return lane ? lane.active + lane.waiting.length - lane.head : 0
    },
    async drain () {
      turns.clear()
      for (const lane of lanes.values()) { lane.waiting = []; lane.head = 0 }
      waiting = 0
      if (active > 0) await new Promise<void>(resolve => { idle = resolve })
    }
  }
}
