import { DAY_MS, HOUR_MS, MINUTE_MS, RETENTION_DAYS } from '../src/facts/periods.js'
import type { Gateway, Stage } from './stages.js'

type Rule = [holds: boolean, words: string]

/** Whether the gateway checks tokens itself before it calls the app: a REST API always, an HTTP API if its stage asks for it. */
export const hasAuthorizer = ({ kind, authorizerTtl }: Gateway): boolean => kind === 'rest' || authorizerTtl !== undefined

/** Options that the gateway of a stage cannot have. */
export function gatewayRules ({ gateway, provisioned, concurrency: { reserved } }: Stage): Rule[] {
  const { http } = reserved
  const { authorizerTtl: ttl = 0 } = gateway
  return [
    [ttl >= 0 && ttl <= 3600, 'gateway.authorizerTtl: 0 to 3600'],
    [
      reserved.authorizer === undefined || hasAuthorizer(gateway),
      'concurrency.reserved.authorizer: this HTTP API has no authorizer; give gateway.authorizerTtl'
    ],
    [
      !('usagePlan' in gateway && gateway.usagePlan) || gateway.usagePlan.rate <= gateway.throttle.rate,
      'gateway.usagePlan.rate: at most gateway.throttle.rate, because the gateway refuses all above that'
    ],
    [
      http === undefined || provisioned === undefined || provisioned.max <= http,
      'provisioned.max: at most concurrency.reserved.http, because provisioned functions count to it'
    ]
  ]
}

/** Options of the queue of deliveries that exclude each other, or ten deliveries at once. */
export function waitRules ({ memory, concurrency: { deliver, deliverWindow, reserved } }: Stage): Rule[] {
  return [
    [memory.deliver >= 256, 'memory.deliver: at least 256, because ten payloads of 1 MB at once take 184 MB'],
    [deliverWindow >= 0 && deliverWindow <= 60, 'concurrency.deliverWindow: 0 to 60 seconds'],
    [
      reserved.deliver === undefined || reserved.deliver >= deliver,
      'concurrency.reserved.deliver: at least concurrency.deliver, or Lambda throttles deliveries and counts them as failed'
    ]
  ]
}

const UNITS = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS }

/** Days that payloads are kept: within the contract's, and longer than the retries need them. */
export function payloadRules ({ payloadDays: days = RETENTION_DAYS, settings }: Stage): Rule[] {
  const { POSTHORN_PAYLOAD_DAYS: told, POSTHORN_RETRY_SCHEDULE: schedule = '' } = settings
  const waits = [...schedule.matchAll(/([\d.]+)(ms|s|m|h)/g)].map(([, count, unit]) => Number(count) * UNITS[unit as keyof typeof UNITS])
  return [
    [Number.isInteger(days) && days >= 5 && days <= RETENTION_DAYS, `payloadDays: 5 to ${RETENTION_DAYS}`],
    [told === undefined, 'settings.POSTHORN_PAYLOAD_DAYS: give it as payloadDays'],
    [
      days === RETENTION_DAYS || days * DAY_MS > 1.2 * waits.reduce((sum, ms) => sum + ms, 0),
      'payloadDays: longer than settings.POSTHORN_RETRY_SCHEDULE, whose last retries would find no payload'
    ]
  ]
}
