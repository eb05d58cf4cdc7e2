import type { Call } from '../samples.js'
import { SERVER } from './curl.js'

// What the SDK for Go (1.99.1, the last of the module's first version) names otherwise than that for JavaScript, and what it does not have.
const NAMES: ReadonlyArray<[RegExp, string]> = [[/\.upsert$/, '.update'], [/\.setHeaders$/, '.updateHeaders']]
const MODELS: ReadonlyArray<[RegExp, string]> = [[/UpsertIn$/, 'Update']]
const MISSING = /^(destination\.|message\.bulkExpungeContent$)/
// Methods beside those of POST that take options, as their last argument.
const TAKES_OPTIONS = /\.(list\w*|poll|consumerPoll|getStats)$|^(message|messageAttempt)\.get$|^eventType\.delete$/
// Methods beside those of DELETE that answer an error alone.
const ANSWERS_ERROR = /^authentication\.(logout|expireAll)$|^environment\.import$|\.(updateHeaders|patchHeaders|rotateSecret)$|^health\.get$/

/** A program of Go, with the token in TOKEN; what the SDK does not have, by net/http. */
export function go (call: Call): string {
  return call.sdk && !MISSING.test(call.sdk.name) ? withSdk(call, call.sdk) : withHttp(call)
}

const renamed = (name: string, table: ReadonlyArray<[RegExp, string]>) => table.reduce((text, [from, to]) => text.replace(from, to), name)

function withSdk ({ method, args, query, body }: Call, sdk: NonNullable<Call['sdk']>): string {
  const name = renamed(sdk.name, NAMES)
  const model = sdk.model && renamed(sdk.model, MODELS)
  const hasOptions = method === 'POST' || TAKES_OPTIONS.test(name)
  const given = ['context.Background()', ...args.map(quoted), ...Object.values(query).map(quoted), ...model ? ['in'] : [], ...hasOptions ? ['nil'] : []]
  const called = `client.${name.split('.').map(pascal).join('.')}(${given.join(', ')})`
  return program([
    '"context"', ...model ? ['"encoding/json"'] : [], '"fmt"', '"net/url"', '"os"', '',
    'svix "github.com/svix/svix-webhooks/go"', ...model ? ['"github.com/svix/svix-webhooks/go/models"'] : []
  ], [
    `server, _ := url.Parse("${SERVER}")`,
    'client, err := svix.New(os.Getenv("TOKEN"), &svix.SvixOptions{ServerUrl: server})',
    'if err != nil {', '\tpanic(err)', '}',
    ...model ? [`var in models.${model}`, `_ = json.Unmarshal([]byte(\`${JSON.stringify(body ?? {})}\`), &in)`] : [],
    ...method === 'DELETE' || ANSWERS_ERROR.test(name) ? [`fmt.Println(${called})`] : [`out, err := ${called}`, 'fmt.Println(out, err)']
  ])
}

function withHttp ({ method, path, body, needsToken, isUpload }: Call): string {
  const content = body ? `strings.NewReader(\`${JSON.stringify(body)}\`)` : isUpload ? 'file' : 'nil'
  return program(['"fmt"', '"io"', '"net/http"', ...needsToken || isUpload ? ['"os"'] : [], ...body ? ['"strings"'] : []], [
    ...isUpload ? ['file, _ := os.Open("messages.ndjson")'] : [],
    `request, _ := http.NewRequest(${quoted(method)}, ${quoted(`${SERVER}${path}`)}, ${content})`,
    ...needsToken ? ['request.Header.Set("authorization", "Bearer "+os.Getenv("TOKEN"))'] : [],
    'answer, err := http.DefaultClient.Do(request)',
    'if err != nil {', '\tpanic(err)', '}',
    'text, _ := io.ReadAll(answer.Body)',
    'fmt.Println(answer.StatusCode, string(text))'
  ])
}

const program = (imports: string[], lines: string[]) =>
  ['package main', '', 'import (', ...imports.map(one => one === '' ? '' : `\t${one}`), ')', '', 'func main() {', ...lines.map(line => `\t${line}`), '}'].join('\n')

const pascal = (name: string) => name.replace(/^\w/, letter => letter.toUpperCase())
const quoted = (text: string) => JSON.stringify(text)
