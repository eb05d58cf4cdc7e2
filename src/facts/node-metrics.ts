/** What a Node server measures of itself, beside the metrics that functions have too. */
export const NODE_METRICS = {
  answers: {
    kind: 'counter', name: 'posthorn_http_answers_total', labels: ['class'], help: 'Answers of the API by class: 2xx, 3xx, 4xx, 5xx.'
  },
  loopDelay: {
    kind: 'gauge',
    name: 'posthorn_event_loop_delay_seconds',
    labels: ['quantile'],
    help: 'How long the process was busy before it came to the next event, since the metrics were read last.'
  },
  memory: { kind: 'gauge', name: 'posthorn_memory_bytes', labels: ['kind'], help: 'Memory of the process: rss, heap, external.' },
  dataSize: { kind: 'gauge', name: 'posthorn_data_bytes', labels: [], help: 'Size of the data directory; 0 where nothing is kept.' },
  dataFree: { kind: 'gauge', name: 'posthorn_data_free_bytes', labels: [], help: 'Room that is left on the disk of the data directory.' },
  build: { kind: 'gauge', name: 'posthorn_build_info', labels: ['version', 'node'], help: 'Always 1; its labels name the versions.' }
} as const
