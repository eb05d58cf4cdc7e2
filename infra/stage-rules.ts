import type { Stage } from './stages.js'

type Rule = [holds: boolean, words: string]

/** Options that the gateway of a stage cannot have. */
export function gatewayRules ({ gateway, provisioned, concurrency: { reserved } }: Stage): Rule[] {
  const { http } = reserved
  return [
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

/** Options of the queue of deliveries that exclude each other. */
export function waitRules ({ concurrency: { deliver, deliverWindow, reserved } }: Stage): Rule[] {
  return [
    [deliverWindow >= 0 && deliverWindow <= 60, 'concurrency.deliverWindow: 0 to 60 seconds'],
    [
      reserved.deliver === undefined || reserved.deliver >= deliver,
      'concurrency.reserved.deliver: at least concurrency.deliver, or Lambda throttles deliveries and counts them as failed'
    ]
  ]
}
