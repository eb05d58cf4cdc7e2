import { setting } from './setting.js'
import * as parse from './setting-parsers.js'

/** The settings of OpenTelemetry that Posthorn reads itself; its SDK reads the other variables that begin with `OTEL_`. */
export const telemetrySettings = {
  otlpEndpoint: setting({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT', default: undefined, shownDefault: 'none', parse: parse.collectorUrl,
    meaning: 'The collector to which the Node server sends traces and metrics, such as `http://127.0.0.1:4318`. The other variables of ' +
      'OpenTelemetry\'s SDK apply too; it is installed with `npm install @opentelemetry/sdk-node@0.223.0`'
  }),
  telemetryDisabled: setting({
    name: 'OTEL_SDK_DISABLED', default: 'false', parse: text => /^true$/i.test(text), meaning: '`true` turns OpenTelemetry off'
  }),
  sendTraceparent: setting({
    name: 'POSTHORN_SEND_TRACEPARENT', default: 'false', parse: parse.boolean,
    meaning: 'Gives each delivery the header `traceparent`, by which a receiver with OpenTelemetry continues the trace; ' +
      'needs `OTEL_EXPORTER_OTLP_ENDPOINT`'
  })
}

interface Values { otlpEndpoint: string | undefined, sendTraceparent: boolean }

/** What is wrong with these settings together. */
export const telemetryProblems = ({ otlpEndpoint, sendTraceparent }: Values): string[] => sendTraceparent && otlpEndpoint === undefined
  ? [`${telemetrySettings.sendTraceparent.name} needs ${telemetrySettings.otlpEndpoint.name}: without it there are no traces`]
  : []
