import { VERSION } from '../version.js'
import { membersOf, rowOf, tableOf, typeOf, type Schema } from './docs-schema.js'
import { escaped, inline, marked } from './docs-text.js'
import { HORN, LANGUAGES } from './docs-theme.js'

interface Media { schema: Schema, example?: unknown }
interface Content { description?: string, content?: Readonly<Record<string, Media>> }
interface Parameter { name: string, in: string, description?: string, required?: boolean, schema: Schema, example?: unknown }
interface Operation {
  operationId: string
  summary: string
  description: string
  tags: readonly string[]
  deprecated?: boolean
  security?: readonly object[]
  parameters?: readonly Parameter[]
  requestBody?: Content
  responses: Readonly<Record<string, Content>>
  'x-codeSamples': ReadonlyArray<{ label: string, source: string }>
}
/** What the page reads of the OpenAPI document. */
export interface Documented {
  info: { description: string }
  tags: ReadonlyArray<{ name: string, description: string }>
  components: { schemas: Readonly<Record<string, Schema>>, securitySchemes: { HTTPBearer: { description: string } } }
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
type Schemas = Documented['components']['schemas']
interface Placed { path: string, method: string, operation: Operation }

/** The reference as one page of HTML, folded. `{base}` stands for the way from the page to its files. */
export function pageOf (document: Documented): string {
  const { info, tags, components: { schemas, securitySchemes } } = document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  const groups = tags.map(tag => groupOf(tag, operations.filter(({ operation }) => operation.tags.includes(tag.name)), schemas))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Posthorn API</title><meta name="viewport" content="width=device-width">
<link rel="icon" type="image/svg+xml" href="{base}posthorn.svg"><link rel="stylesheet" href="{base}page.css">
<script src="{base}page.js" defer></script></head>
<body data-language="curl">
<header><svg viewBox="0 0 48 36" aria-hidden="true">${HORN}</svg><h1>Posthorn API</h1><p class="version">version ${VERSION}</p>
<form role="search"><label for="search">Search</label><input id="search" type="search" autocomplete="off" aria-describedby="found">
<span id="found" role="status"></span></form>
<div class="pair"><label for="language">Examples in</label>
<select id="language">${LANGUAGES.map(name => `<option>${name}</option>`).join('')}</select></div>
<div class="pair"><label for="token">Token</label><input id="token" type="password" autocomplete="off" placeholder="to try calls"></div>
<button type="button" id="unfold">Unfold all</button></header>
<main>
<section class="intro" aria-label="Introduction">${marked(info.description)}<p>${inline(securitySchemes.HTTPBearer.description)}</p>
<p>The same as a document for generators: <a href="{base}../api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p></section>
${groups.join('\n')}
<details class="group" id="schemas"><summary><h2>Schemas</h2><span class="about">What bodies and answers hold</span></summary>
${Object.entries(schemas).map(([name, schema]) => schemaOf(name, schema)).join('\n')}</details>
</main></body></html>`
}

function groupOf ({ name, description }: Documented['tags'][number], operations: Placed[], schemas: Schemas): string {
  return `<details class="group"><summary><h2>${escaped(name)}</h2><span class="about">${inline(description)}</span></summary>
${operations.map(one => operationOf(one, schemas)).join('\n')}</details>`
}

const schemaOf = (name: string, schema: Schema) => `<details class="schema" id="schema-${name}"><summary><h3>${name}</h3></summary>
<div class="body">${marked(schema.description ?? '')}${membersOf(schema) || `<p>${typeOf(schema)}</p>`}</div></details>`

function operationOf ({ path, method, operation }: Placed, schemas: Schemas): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const words = escaped(`${operationId} ${method} ${path} ${summary} ${description}`.toLowerCase())
  return `<details class="operation" id="${operationId}" data-words="${words}"><summary>
<span class="method ${method}">${method.toUpperCase()}</span>
<code class="path">${escaped(path.replace('/api/v1', ''))}</code><h3>${escaped(summary)}</h3></summary><div class="body">
${operation.deprecated ? '<p>Deprecated.</p>' : ''}${marked(description)}
${samplesOf(operation)}
${parametersOf(parameters)}
${requestBody ? `<h4>Body</h4>${contentOf(requestBody, schemas)}` : ''}
<h4>Answers</h4>${Object.entries(responses).map(([status, answer]) => answerOf(status, answer, schemas)).join('')}
${tryOf({ path, method, operation })}
</div></details>`
}

function samplesOf ({ 'x-codeSamples': samples }: Operation): string {
  const texts = samples.map(({ label, source }) =>
    `<pre data-language="${label}" tabindex="0" role="group" aria-label="Example in ${label}"><code>${escaped(source)}</code></pre>`)
  return `<h4>Example</h4><div class="samples">${texts.join('')}</div>`
}

function parametersOf (parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(({ name, in: where, description, required = false, schema }) =>
    rowOf({ name, schema: { ...schema, ...description !== undefined && { description } }, isRequired: required, where: `in the ${where}` }))
  return `<h4>Parameters</h4>${tableOf(rows)}`
}

function contentOf ({ content = {} }: Content, schemas: Schemas): string {
  return Object.entries(content).map(([type, { schema }]) => {
    const name = schema.$ref?.slice(schema.$ref.lastIndexOf('/') + 1)
    const about = schema.description === undefined ? '' : `. ${inline(schema.description)}`
    return `<p><code>${escaped(type)}</code>: ${typeOf(schema)}${about}</p>${membersOf(name === undefined ? schema : schemas[name]!)}`
  }).join('')
}

function answerOf (status: string, answer: Content, schemas: Schemas): string {
  const inside = status >= '400' ? failureOf(status, answer) : contentOf(answer, schemas)
  const title = `<span class="status s${status[0]}">${status}</span> ${inline(answer.description ?? '')}`
  return inside === '' ? `<p class="answer">${title}</p>` : `<details class="answer"><summary>${title}</summary>${inside}</details>`
}

function failureOf (status: string, { content }: Content): string {
  const example = content?.['application/json']?.example
  if (example === undefined) return ''
  const text = escaped(JSON.stringify(example, null, 2))
  return `<pre tabindex="0" role="group" aria-label="Example of ${status}"><code>${text}</code></pre>`
}

function tryOf ({ path, method, operation: { operationId, parameters = [], requestBody, security } }: Placed): string {
  const exampleOf = (name: string) => String(parameters.find(one => one.name === name)?.example ?? name)
  const url = escaped(path.replaceAll(/\{(\w+)\}/g, (_, name: string) => exampleOf(name)))
  const example = requestBody && Object.values(requestBody.content ?? {})[0]?.example
  const body = escaped(example === undefined ? '' : JSON.stringify(example, null, 2))
  return `<details class="try"><summary>Try it</summary><form data-method="${method.toUpperCase()}"${security ? ' data-token' : ''}>
<label for="url-${operationId}">${method.toUpperCase()}</label><input id="url-${operationId}" name="url" value="${url}">
${requestBody
  ? `<label for="body-${operationId}">Body</label><textarea id="body-${operationId}" name="body" rows="6">${body}</textarea>`
  : ''}
<button>Send</button><output></output></form></details>`
}
