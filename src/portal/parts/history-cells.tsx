import type { Buckets } from '../state/calls.js'
import { sumOf } from '../state/history.js'
import { exact } from '../state/times.js'
import { number, w } from '../state/words.js'
import { Rate } from './rate.js'

const CELL = 4
const HEIGHT = 16
const QUIET_TOP = 6

/** The last hours as cells: one that has failures is taller and red at its top, so that neither colour nor a legend is needed. */
export function History ({ of }: { of: Buckets }) {
  const { startDates, successCount, failureCount } = of
  const stats = { success: sumOf(successCount), fail: sumOf(failureCount) }
  return (
    <span class='history'>
      <svg viewBox={`0 0 ${startDates.length * CELL - 1} ${HEIGHT}`} aria-hidden='true'>
        {startDates.map((start, at) => <Cell key={start} at={at} start={start} success={successCount[at]!} fail={failureCount[at]!} />)}
      </svg>
      <Rate stats={stats} isBare />
    </span>
  )
}

interface CellProps { at: number, start: string, success: number, fail: number }

function Cell ({ at, start, success, fail }: CellProps) {
  const isNone = success + fail === 0
  const top = fail > 0 ? Math.max(QUIET_TOP, Math.round(HEIGHT * fail / (success + fail))) : QUIET_TOP
  const title = `${exact(start)}: ${isNone ? w('rate.none') : w('rate.hint', { success: number(success), fail: number(fail) })}`
  return (
    <g>
      <title>{title}</title>
      <rect class='space' x={at * CELL} y='0' width={CELL} height={HEIGHT} />
      {isNone && <rect class='none' x={at * CELL} y={HEIGHT - 3} width={CELL - 1} height='3' rx='1' />}
      {success > 0 && <rect class='good' x={at * CELL} y={top} width={CELL - 1} height={Math.max(0, HEIGHT - top)} rx='1' />}
      {fail > 0 && <rect class='bad' x={at * CELL} y='0' width={CELL - 1} height={success > 0 ? top : HEIGHT} rx='1' />}
    </g>
  )
}
