/** Where CloudWatch shows the metrics of the functions, and by what it tells the functions apart. */
export const METRIC_NAMESPACE = 'Posthorn'
export const METRIC_DIMENSION = 'Function'

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/**
 * Everything that is measured. The names of the members are those of CloudWatch; `name` is the one of Prometheus. No labels: what
 * names a customer would make as many series as there are customers.
 */
export const METRICS = {
  accepted: { kind: 'counter', name: 'posthorn_messages_accepted_total', help: 'Messages accepted.' },
  delivered: { kind: 'counter', name: 'posthorn_attempts_delivered_total', help: 'Attempts that were answered with success.' },
  failed: { kind: 'counter', name: 'posthorn_attempts_failed_total', help: 'Attempts that were not.' },
  retried: { kind: 'counter', name: 'posthorn_attempts_retried_total', help: 'Attempts that were not the first of their delivery.' },
  exhausted: { kind: 'counter', name: 'posthorn_deliveries_exhausted_total', help: 'Deliveries that used up their schedule.' },
  circuitOpened: { kind: 'counter', name: 'posthorn_circuits_opened_total', help: 'Times that a circuit opened.' },
  throttled: { kind: 'counter', name: 'posthorn_deliveries_throttled_total', help: 'Times that a delivery had to wait for a rate.' },
  stuck: {
    kind: 'counter',
    name: 'posthorn_deliveries_stuck_total',
    help: 'Times that a delivery could not be attempted for a reason on our side: payload not found, proxy, main secret.'
  },
  acceptTime: { kind: 'histogram', name: 'posthorn_accept_duration_seconds', help: 'How long accepting a message took.', buckets: BUCKETS },
  deliveryTime: {
    kind: 'histogram',
    name: 'posthorn_delivery_latency_seconds',
    help: 'From when a delivery could begin to its success on schedule.',
    buckets: [...BUCKETS, 60, 600, 3600, 36_000]
  },
  dueBacklog: {
    kind: 'gauge',
    name: 'posthorn_due_backlog',
    help: 'Deliveries and fan-outs whose time has come and that no worker is at; counted up to some thousands.'
  },
  dueAge: { kind: 'gauge', name: 'posthorn_due_age_seconds', help: 'For how long the oldest of them has been due.' }
} as const

export type MetricName = keyof typeof METRICS
