/**
 * Work in lanes, one for each key: lanes take turns, and no lane has more than its share under way. The share shrinks with
 * the room that is left, so that many slow lanes together still leave some for the others.
 */
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
  /** Jobs under way in one lane while nothing else is. */
  perLane: number
  /** Must not reject. */
  run: (job: Job) => Promise<void>
}

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
      // A place is free, so the share may have grown: one of the others may try.
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

// A lane's share of all that is under way, so that a slow one leaves room for the others.
const LANE_SHARE = 0.1
const MIN_LANE = 4

/** The places of one lane among so many in all: never all, if there are several. */
export const shareOf = (total: number) => Math.max(1, Math.round(total * LANE_SHARE), Math.min(MIN_LANE, Math.floor(total / 2)))

const isEmpty = <Job>({ head, waiting }: Lane<Job>) => head === waiting.length

function shift<Job> (lane: Lane<Job>): Job {
  const job = lane.waiting[lane.head++]!
  // Shifting a long array moves all of it; cutting it now and then does not.
  if (lane.head > 1024) {
    lane.waiting.splice(0, lane.head)
    lane.head = 0
  }
  return job
}

/** Whose turn it is. A Set keeps its order, so taking the first and adding it again is a round robin. */
function createTurns () {
  const ready = new Set<string>()
  // Those that have work but no more share for now; each has a job under way, whose end puts it here again.
  const parked = new Set<string>()
  return {
    take (): string | undefined {
      const [key] = ready
      if (key !== undefined) ready.delete(key)
      return key
    },
    put (key: string, isReady: boolean) {
      parked.delete(key)
      // Its turn stays where it is; to be parked again is to stand behind the others.
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
