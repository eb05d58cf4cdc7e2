import { needsIterator } from '../http/sdk-agent.js'
import type { App } from '../http/app-types.js'

/** An empty page has the iterator null (contract 1.8), but an empty string for the one SDK whose lists cannot read null. */
export function addSdkAnswers (app: App): void {
  app.addHook('preSerialization', ({ headers }, _reply, payload, done) => {
    const isEmptyPage = typeof payload === 'object' && payload !== null && 'iterator' in payload && payload.iterator === null
    done(null, isEmptyPage && needsIterator(headers['user-agent']) ? { ...payload, iterator: '' } : payload)
  })
}
