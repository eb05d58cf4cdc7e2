/** What the form of an endpoint holds: texts as they are typed. */
export interface EndpointForm {
  url: string
  description: string
  types: string[] | null
  channels: string
  rate: string
  schedule: string | null
}

export const emptyForm: EndpointForm = { url: '', description: '', types: null, channels: '', rate: '', schedule: null }

/** An endpoint as the form shows it. */
export function formOf (endpoint: Omit<EndpointBody, 'retrySchedule'> & { retrySchedule?: number[] | null }): EndpointForm {
  const { url, description, eventTypes, channels, throttleRate, retrySchedule } = endpoint
  return {
    url,
    description,
    types: eventTypes,
    channels: channels?.join(', ') ?? '',
    rate: throttleRate === null ? '' : String(throttleRate),
    schedule: retrySchedule ? retrySchedule.map(written).join(', ') : null
  }
}

export interface EndpointBody {
  url: string
  description: string
  eventTypes: string[] | null
  channels: string[] | null
  throttleRate: number | null
  retrySchedule: number[] | null
}

/** The body that a form means, or the fields that are wrong. */
export function bodyOf (form: EndpointForm): { body: EndpointBody } | { wrong: Array<keyof EndpointForm> } {
  const { url, description, types, channels, rate, schedule } = form
  const names = listOf(channels)
  const waits = schedule === null ? null : listOf(schedule).map(secondsOf)
  const rules: Array<[keyof EndpointForm, boolean]> = [
    ['url', /^https?:\/\/./.test(url.trim())],
    ['types', types?.length !== 0],
    ['rate', /^([1-9]\d{0,6})?$/.test(rate)],
    ['schedule', !waits?.includes(undefined)]
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
      retrySchedule: waits as number[] | null
    }
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
