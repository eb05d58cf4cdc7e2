import { setting } from './setting.js'
import * as parse from './setting-parsers.js'

/** The settings that only the Node server reads; functions do without them. */
export const serverSettings = {
  host: setting({
    name: 'HOST', default: '127.0.0.1', parse: parse.text, meaning: 'The address on which the Node server listens'
  }),
  port: setting({
    name: 'PORT', default: '8071', parse: parse.integer(0, 65535),
    meaning: 'The port on which the Node server listens; `0` picks a free one and prints it'
  }),
  dataDir: setting({
    name: 'POSTHORN_DATA_DIR', default: '.posthorn', parse: parse.text,
    meaning: 'Where the embedded database and the generated secrets are kept; `:memory:` keeps nothing'
  }),
  holdDeliveries: setting({
    name: 'POSTHORN_HOLD_DELIVERIES', default: 'false', parse: parse.boolean,
    meaning: 'Starts the Node server with all deliveries held, until `posthorn go-on`: for a database that was restored from a copy. ' +
      'Messages are accepted meanwhile. Remove it afterwards: each start with it holds them again'
  }),
  metrics: setting({
    name: 'POSTHORN_METRICS', default: undefined, parse: parse.boolean,
    shownDefault: '`true` on loopback or with `POSTHORN_METRICS_PORT`, else `false`',
    meaning: 'Serves metrics for Prometheus at `/metrics`, to every client that reaches the Node server by an IP address, a private name ' +
      'or that of `POSTHORN_PUBLIC_URL`; on loopback by `localhost` or an IP address'
  }),
  metricsPort: setting({
    name: 'POSTHORN_METRICS_PORT', default: undefined, shownDefault: 'that of the API', parse: parse.integer(0, 65535),
    meaning: 'Switches `/metrics` on, on this port and the same address: for a server whose API is public. It answers whoever reaches ' +
      'it, so keep it inside your network. `POSTHORN_METRICS=false` turns it off'
  })
}
