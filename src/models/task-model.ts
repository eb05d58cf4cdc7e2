import type { Task } from '../repositories/tasks.js'
import type { AttributesOf, Stored } from './attributes.js'
import type { Due } from './due-item.js'

export type TaskItem = Stored<Omit<Task, 'dueAt'>> & Due & { expiresAt: number }

/** The result of one step of a task, stored beside the task. */
export interface TaskResultItem {
  orgId: string
  id: string
  rev: number
  /** A JSON list. */
  found: string
  expiresAt: number
}

const count = { type: Number, required: true } as const
const time = { type: Number, required: true } as const

/** Times are Unix ms. */
export const taskAttributes = {
  rev: { type: Number, required: true },
  kind: {
    type: String,
    enum: [
      'endpoint.recover', 'endpoint.replay', 'endpoint.bulk-replay', 'endpoint.cancel-messages', 'application.purge_content',
      'application.stats', 'event-type.aggregate', 'message.import'
    ],
    required: true
  },
  appId: { type: String, required: true },
  endpointId: { type: String, required: true },
  since: time,
  until: time,
  filter: {
    type: Object,
    schema: { channel: String, eventTypes: { type: Array, schema: [String] }, tag: String, status: Number, statusCodeClass: Number },
    default: () => ({})
  },
  status: { type: String, enum: ['running', 'finished', 'failed'], required: true },
  reason: String,
  position: String,
  isWalked: { type: Boolean, required: true },
  outstanding: { type: Array, schema: [String], default: () => [] },
  resent: count,
  expunged: Number,
  canceled: Number,
  appIds: { type: Array, schema: [String] },
  counting: {
    type: Object,
    schema: { appId: { type: String, required: true }, endpointId: { type: String, required: true }, after: String, count }
  },
  resultBytes: Number,
  import: {
    type: Object,
    schema: {
      file: String,
      version: String,
      report: { type: String, required: true },
      uploadUntil: time,
      at: {
        type: Object,
        schema: {
          format: {
            type: Object,
            schema: {
              kind: { type: String, enum: ['lines', 'array', 'csv'], required: true },
              isGzip: { type: Boolean, required: true },
              columns: { type: Array, schema: [String] },
              separator: String,
              endsWithCr: Boolean
            }
          },
          position: { type: Object, schema: { offset: count, line: count } }
        }
      },
      entries: count,
      accepted: count,
      refused: count,
      parts: count
    }
  },
  probe: { type: String, enum: ['sent', 'over'] },
  batches: count,
  waitMs: { type: Number, required: true },
  lease: { type: Object, schema: { owner: { type: String, required: true }, until: time, nonce: Number } },
  updatedAt: time
} satisfies AttributesOf<Omit<Task, 'orgId' | 'id' | 'dueAt'>>

export const taskResultAttributes = { rev: Number, found: String } satisfies AttributesOf<Pick<TaskResultItem, 'rev' | 'found'>>
