import document from '../../openapi/openapi.json' with { type: 'json' }
import { EXAMPLE_TIME } from '../facts/example-time.js'
import { HOUR_MS } from '../facts/periods.js'
import { pageOf } from './docs-page.js'
import { SCRIPT } from './docs-script.js'
import { CONTENT_SECURITY_POLICY, CSS, ICON } from './docs-theme.js'

export interface DocsAnswer { status: number, headers: Record<string, string>, body: string }

const FILES: Readonly<Record<string, [type: string, text: string]>> = {
  'page.css': ['text/css; charset=utf-8', CSS],
  'page.js': ['text/javascript; charset=utf-8', SCRIPT],
  'posthorn.svg': ['image/svg+xml', ICON]
}
const MISSING = JSON.stringify({ code: 'not_found', detail: 'Route not found.' })

/** The answers of the documentation, made of the committed OpenAPI document. Times in examples are an hour before the answer. */
export function buildDocs (now: () => number) {
  const page = pageOf(document)
  const text = JSON.stringify(document)
  const timed = (one: string) => one.replaceAll(EXAMPLE_TIME, new Date(now() - HOUR_MS).toISOString().slice(0, EXAMPLE_TIME.length))
  const answer = (status: number, type: string, body: string): DocsAnswer => ({ status, headers: { 'content-type': type }, body })
  return {
    /** The page; `base` is the way from its URL to its files. */
    page: (base: string): DocsAnswer => {
      const { headers, ...rest } = answer(200, 'text/html; charset=utf-8', timed(page).replaceAll('{base}', base))
      return { ...rest, headers: { ...headers, 'content-security-policy': CONTENT_SECURITY_POLICY } }
    },
    document: () => answer(200, 'application/json', timed(text)),
    file: (name: string) => Object.hasOwn(FILES, name) ? answer(200, ...FILES[name]!) : answer(404, 'application/json', MISSING)
  }
}
