/** What the form of an endpoint holds: texts as they are typed. */
export interface EndpointForm {
  url: string
  description: string
  types: string[] | null
  channels: string
  rate: string
  schedule: string | null
  filter: string
}

export const emptyForm: EndpointForm = { url: '', description: '', types: null, channels: '', rate: '', schedule: null, filter: '' }

/** What an endpoint has only when it is set. */
type Sparse = 'retrySchedule' | 'filter'

/** An endpoint as the form shows it. */
export function formOf (endpoint: Omit<EndpointBody, Sparse> & Partial<Pick<EndpointBody, Sparse>>): EndpointForm {
  const { url, description, eventTypes, channels, throttleRate, retrySchedule, filter } = endpoint
  return {
    url,
    description,
    types: eventTypes,
    channels: channels?.join(', ') ?? '',
    rate: throttleRate === null ? '' : String(throttleRate),
    schedule: retrySchedule ? retrySchedule.map(written).join(', ') : null,
    filter: filter ? JSON.stringify(filter, null, 2) : ''
  }
}

export interface EndpointBody {
  url: string
  description: string
  eventTypes: string[] | null
  channels: string[] | null
  throttleRate: number | null
  retrySchedule: number[] | null
  filter: Record<string, unknown> | null
}

/** The body that a form means, or the fields that are wrong. */
export function bodyOf (form: EndpointForm): { body: EndpointBody } | { wrong: Array<keyof EndpointForm> } {
  const { url, description, types, channels, rate, schedule, filter } = form
  const names = listOf(channels)
  const waits = schedule === null ? null : listOf(schedule).map(secondsOf)
  const rules: Array<[keyof EndpointForm, boolean]> = [
    ['url', /^https?:\/\/./.test(url.trim())],
    ['types', types?.length !== 0],
    ['rate', /^([1-9]\d{0,6})?$/.test(rate)],
    ['schedule', !waits?.includes(undefined)],
    ['filter', isFilter(filter)]
  ]
  const wrong = rules.filter(([, holds]) => !holds).map(([field]) => field)
  if (wrong.length > 0) return { wrong }
  return {
    body: {
      url: url.trim(),
      description: description.trim(),
      eventTypes: types,
      channels: names.length > 0 ? names : null,
      throttleRate: rate === '' ? null : Number(rate),
      retrySchedule: waits as number[] | null,
      filter: filter.trim() === '' ? null : JSON.parse(filter) as Record<string, unknown>
    }
  }
}

// What the server makes of it, it says itself.
function isFilter (text: string): boolean {
  try {
    return text.trim() === '' || /^\{/.test(JSON.stringify(JSON.parse(text)))
  } catch {
    return false
  }
}

const listOf = (text: string) => text.split(/[\s,]+/).filter(Boolean)

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

function secondsOf (text: string): number | undefined {
  const [, value, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  return value === undefined ? undefined : Number(value) * SECONDS[unit as keyof typeof SECONDS]
}

/** Seconds as the form takes them: in the largest unit that has no fraction. */
function written (seconds: number): string {
  const units = Object.entries<number>(SECONDS).toReversed()
  const [unit, size] = units.find(([, one]) => seconds % one === 0 && seconds >= one) ?? ['s', 1]
  return `${seconds / size}${unit}`
}
