import { request as openHttp, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http'
import { VERSION } from '../../version.js'

export interface Asked { method?: string, headers?: Record<string, string>, body?: string | undefined }

/** A complete answer of any status; no redirect is followed. */
export interface Answer { status: number, ok: boolean, headers: IncomingHttpHeaders, text: string }

/**
 * Sends a request to an http or https URL. Rejects with an error that has a socket's `code`, or is a TimeoutError when the answer is not
 * complete within `withinMs`. The first `fetch` of a process takes 100 ms of CPU, which is more than the rest of a command.
 */
export async function ask (url: string, { method = 'GET', headers = {}, body = '' }: Asked, withinMs: number): Promise<Answer> {
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
  const sent = { 'user-agent': `posthorn/${VERSION}`, accept: '*/*', ...length, ...headers }
  const open = new URL(url).protocol === 'https:' ? (await import('node:https')).request : openHttp
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const request = started(open, url, { method, headers: sent }, { resolve, reject })
      timer = setTimeout(() => { request.destroy(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' })) }, withinMs)
      request.end(body)
    })
  } finally {
    clearTimeout(timer)
  }
}

interface Settle { resolve: (answer: Answer) => void, reject: (error: Error) => void }
type Open = (url: string, options: RequestOptions, onAnswer: (answer: IncomingMessage) => void) => ClientRequest

const started = (open: Open, url: string, options: RequestOptions, { resolve, reject }: Settle): ClientRequest =>
  open(url, options, answer => {
    const { statusCode: status = 0, headers } = answer
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject)
      .once('end', () => resolve({ status, ok: status >= 200 && status < 300, headers, text: Buffer.concat(chunks).toString() }))
  }).once('error', reject)
