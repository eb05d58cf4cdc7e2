import type { Application } from '../repositories/applications.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'
import type { Ready } from './attempt/load.js'
import type { Outcome } from './attempt/outcome.js'
import type { SendResult } from './sending/send-result.js'

/** A unit of work in a trace. */
export interface Span {
  /** The header `traceparent` (W3C Trace Context) by which others name this span as their parent. */
  readonly traceparent: string
  /** Ends the span, as failed where there is a class of error. */
  end: (error?: string) => void
}
export interface AcceptSpan extends Span { accepted: (message: Pick<Message, 'id'>, replayed: boolean) => void }
export interface AttemptSpan extends Span { attempted: (attemptId: string, outcome: Outcome) => void }
export interface RequestSpan extends Span { answered: (result: SendResult) => void }

/** Shows the way of messages as spans of traces. Only a Node server with OpenTelemetry has it. No function of it fails. */
export interface Telemetry {
  /** Storing messages: one, or a batch. */
  accept: (application: Application, messages: number) => AcceptSpan
  /** Beginning the deliveries of a message. */
  fanOut: (message: Message) => Span
  /** An attempt. It belongs to the trace in which its message was stored, however long ago that is. */
  attempt: (ready: Ready) => AttemptSpan
  /** The request of an attempt; `earlier`: the number of attempts before it. */
  request: (endpoint: Endpoint, earlier: number) => RequestSpan
  /** Runs work inside a span: spans that begin there are its children. */
  within: <T>(span: Span, work: () => T) => T
}

type Begin<S extends Span> = (telemetry: Telemetry) => S

/** Runs work inside a span of its own, which fails when the work does. Without telemetry it only runs the work. */
export async function traced<T, S extends Span> (
  { telemetry }: { telemetry?: Telemetry },
  begin: Begin<S>,
  work: (span: S | undefined) => Promise<T>
): Promise<T> {
  if (!telemetry) return await work(undefined)
  const span = begin(telemetry)
  try {
    const result = await telemetry.within(span, async () => await work(span))
    span.end()
    return result
  } catch (error) {
    span.end((error as { code?: string }).code ?? (error as Error).name)
    throw error
  }
}
