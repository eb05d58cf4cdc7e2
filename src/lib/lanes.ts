/**
 * Work in lanes, one lane for each key. Lanes take turns, and no lane runs more jobs than its share. The share shrinks
 * with the free places, so that many slow lanes together still leave some for the others.
 */
export interface Lanes<Job> {
  push (key: string, job: Job): void
  /** The number of waiting and running jobs. */
  readonly size: number
  /** The same for one lane. */
  sizeOf (key: string): number
  /** Drops waiting jobs, and resolves when no job is running. */
  drain (): Promise<void>
}

interface Lane<Job> { waiting: Array<Job | undefined>, head: number, active: number }

export interface LaneOptions<Job> {
  /** The number of jobs that run in parallel in all lanes. */
  total: number
  /** The number of jobs that run in parallel in one lane while no other lane has jobs. */
  perLane: number
  /** Must not reject. */
  run: (job: Job) => Promise<void>
}

/** Lanes without jobs. A pushed job runs at once when its lane and the total have a free place. */
export function createLanes<Job> ({ total, perLane, run }: LaneOptions<Job>): Lanes<Job> {
  const lanes = new Map<string, Lane<Job>>()
  const turns = createTurns()
  let active = 0
  let waiting = 0
  let idle: (() => void) | undefined

  function pump () {
    while (active < total) {
      const key = turns.take()
      if (key === undefined) return
      const lane = lanes.get(key)!
      if (lane.active < share()) start(key, lane)
      else turns.put(key, false)
    }
  }

  function start (key: string, lane: Lane<Job>) {
    const job = shift(lane)
    waiting--
    active++
    lane.active++
    offer(key, lane)
    void run(job).finally(() => {
      active--
      lane.active--
      if (lane.active === 0 && isEmpty(lane)) lanes.delete(key)
      else offer(key, lane)
      // A place is free and the share may have grown, so one of the parked lanes may try.
      const next = turns.firstParked()
      if (next !== undefined) offer(next, lanes.get(next)!)
      if (active === 0) idle?.()
      pump()
    })
  }

  function offer (key: string, lane: Lane<Job>) {
    if (!isEmpty(lane)) turns.put(key, lane.active < share())
  }

  const share = () => Math.max(1, Math.round(perLane * (total - active) / total))

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

// The share of one lane, so that a slow lane leaves places for the others.
const LANE_SHARE = 0.1
const MIN_LANE = 4

/** The number of places of one lane among `total`: never all of them, if there are several. */
export const shareOf = (total: number) => Math.max(1, Math.round(total * LANE_SHARE), Math.min(MIN_LANE, Math.floor(total / 2)))

const isEmpty = <Job>({ head, waiting }: Lane<Job>) => head === waiting.length

function shift<Job> (lane: Lane<Job>): Job {
  const job = lane.waiting[lane.head]!
  // The entry is removed later, but its job can be freed now.
  lane.waiting[lane.head++] = undefined
  // Shifting a long array moves all of it, so used entries are removed in blocks.
  if (lane.head > 1024) {
    lane.waiting.splice(0, lane.head)
    lane.head = 0
  }
  return job
}

/** The turns of lanes. A Set keeps its order, so taking the first key and adding it again gives a round robin. */
function createTurns () {
  const ready = new Set<string>()
  // Lanes that have jobs but have used up their share. Each has a running job, and comes back here when that ends.
  const parked = new Set<string>()
  return {
    take (): string | undefined {
      const [key] = ready
      if (key !== undefined) ready.delete(key)
      return key
    },
    put (key: string, isReady: boolean) {
      parked.delete(key)
      // A ready lane keeps its place in the order; a parked one goes behind the others.
      if (isReady) ready.add(key)
      else {
        ready.delete(key)
        parked.add(key)
      }
    },
    firstParked: (): string | undefined => parked.values().next().value,
    clear () {
      ready.clear()
      parked.clear()
    }
  }
}
