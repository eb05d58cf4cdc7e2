/** The CloudWatch namespace of the functions' metrics, and the dimension that contains the function's name. */
export const METRIC_NAMESPACE = 'Posthorn'
export const METRIC_DIMENSION = 'Function'

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/**
 * All metrics. CloudWatch uses the names of the members; Prometheus uses `name`. There are no labels: a label with a
 * customer's name would create a series for each customer (USAGE_METRICS).
 */
export const METRICS = {
  accepted: { kind: 'counter', name: 'posthorn_messages_accepted_total', help: 'Messages accepted.' },
  acceptFailed: {
    kind: 'counter', name: 'posthorn_messages_accept_failed_total', help: 'Messages that could not be accepted because of this server.'
  },
  delivered: { kind: 'counter', name: 'posthorn_attempts_delivered_total', help: 'Attempts that were answered with success.' },
  failed: { kind: 'counter', name: 'posthorn_attempts_failed_total', help: 'Attempts that failed.' },
  retried: { kind: 'counter', name: 'posthorn_attempts_retried_total', help: 'Attempts that were not the first of their delivery.' },
  exhausted: { kind: 'counter', name: 'posthorn_deliveries_exhausted_total', help: 'Deliveries that used up their schedule.' },
  circuitOpened: { kind: 'counter', name: 'posthorn_circuits_opened_total', help: 'Times that a circuit opened.' },
  circuitClosed: { kind: 'counter', name: 'posthorn_circuits_closed_total', help: 'Times that a circuit closed after a success.' },
  endpointsDisabled: {
    kind: 'counter', name: 'posthorn_endpoints_disabled_total', help: 'Endpoints that Posthorn disabled: 410 Gone, or failing for too long.'
  },
  canceled: {
    kind: 'counter', name: 'posthorn_deliveries_canceled_total', help: 'Deliveries that ended without success before their schedule.'
  },
  throttled: { kind: 'counter', name: 'posthorn_deliveries_throttled_total', help: 'Times that a delivery had to wait for a rate.' },
  stuck: {
    kind: 'counter',
    name: 'posthorn_deliveries_stuck_total',
    help: 'Times that a delivery could not be attempted because of this server: payload not found, proxy, main secret.'
  },
  entriesFailed: {
    kind: 'counter',
    name: 'posthorn_entries_failed_total',
    help: 'Entries of a queue or stream that a function in AWS handed back because they failed.'
  },
  acceptTime: { kind: 'histogram', name: 'posthorn_accept_duration_seconds', help: 'How long accepting a message took.', buckets: BUCKETS },
  deliveryTime: {
    kind: 'histogram',
    name: 'posthorn_delivery_latency_seconds',
    help: 'Time from when a delivery could begin until its success on schedule.',
    buckets: [...BUCKETS, 60, 600, 3600, 36_000]
  },
  dueBacklog: {
    kind: 'gauge',
    name: 'posthorn_due_backlog',
    help: 'Deliveries and fan-outs that are due and that no worker has claimed; counted up to some thousands.'
  },
  dueAge: { kind: 'gauge', name: 'posthorn_due_age_seconds', help: 'How long the oldest of them has been due.' }
} as const

export type MetricName = keyof typeof METRICS

/** The dimension, and in Prometheus the label, that contains an application's id. */
export const USAGE_DIMENSION = 'Application'
export const USAGE_LABEL = 'application'

/** The most applications that a process counts apart. The others are counted together, so that no process keeps a series for each. */
export const MOST_APPLICATIONS = 1000

/** What applications use. Counted only where POSTHORN_USAGE_METRICS asks for it, since each application is a series of each. */
export const USAGE_METRICS = {
  accepted: { kind: 'counter', name: 'posthorn_application_messages_accepted_total', help: 'Messages accepted for an application.' },
  acceptedBytes: {
    kind: 'counter', name: 'posthorn_application_payload_bytes_total', help: 'Bytes of the payloads of these messages.'
  },
  refused: {
    kind: 'counter',
    name: 'posthorn_application_messages_refused_total',
    help: 'Messages of an application beyond its acceptRate, answered with 429.'
  },
  delivered: {
    kind: 'counter',
    name: 'posthorn_application_attempts_delivered_total',
    help: 'Attempts for an application that were answered with success.'
  },
  failed: { kind: 'counter', name: 'posthorn_application_attempts_failed_total', help: 'Attempts for an application that failed.' }
} as const

export type UsageName = keyof typeof USAGE_METRICS
