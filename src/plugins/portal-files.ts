import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { extname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { lambdaName, type Config } from '../config.js'
import { builtFolder } from '../lib/built-folder.js'
import { VERSION } from '../version.js'

export interface FileAnswer { status: number, headers: Record<string, string>, body?: Buffer | object }

export interface PortalFiles {
  /** The answer to a GET of a name below `/portal/`; 404 for a name that is not a file of the portal. */
  answer: (name: string, headers: IncomingHttpHeaders) => FileAnswer
  /** The answer to a GET of `/console`. */
  console: (headers: IncomingHttpHeaders) => FileAnswer
}

interface File { type: string, etag: string, plain: Buffer, br: Buffer | undefined, gzip: Buffer | undefined }

export const PAGE = 'portal.html'
const CONSOLE_PAGE = 'console.html'
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }
const FOREVER = 'public, max-age=31536000, immutable'
const MISSING: FileAnswer = { status: 404, headers: {}, body: { code: 'not_found', detail: 'Route not found.' } }

type PortalSettings = Pick<Config, 'portalFrameAncestors' | 'portalRefreshUrl' | 'signatureHeaders'>

/** Reads the built pages and their files into memory, about 500 KB. Throws when they were not built. */
export async function openPortalFiles (config: PortalSettings): Promise<PortalFiles> {
  const folder = folderOfThePortal()
  const files = new Map<string, File>()
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)]
    if (type !== undefined) files.set(name, await readBuilt(folder, name, type))
  }
  const read = async (name: string) => await readFile(join(folder, name), 'utf8')
  const { signatureHeaders, portalFrameAncestors } = config
  const refreshUrl = (config.portalRefreshUrl ?? '').replaceAll('&', '&amp;')
  const portal = pageOf(await read(PAGE), { signatureHeaders, refreshUrl }, portalFrameAncestors)
  // The console has the token of an organization, so no other page may frame it.
  const console = pageOf(await read(CONSOLE_PAGE), { signatureHeaders, version: VERSION, stage: stageOf(lambdaName()) }, "'none'")
  return {
    console,
    answer (name, headers) {
      if (name === 'login') return portal(headers)
      const file = files.get(name)
      return file ? answerOf(file, headers, { 'cache-control': FOREVER }) : MISSING
    }
  }
}

type Page = (headers: IncomingHttpHeaders) => FileAnswer

/** The server's settings are written into the page, so that the page needs no request for them. */
function pageOf (template: string, values: Record<string, string>, frameAncestors: string): Page {
  const text = template.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all)
  const html = fileOf(Buffer.from(text), 'text/html; charset=utf-8')
  const pageHeaders = {
    'cache-control': 'no-cache',
    etag: html.etag,
    'content-security-policy': policyOf(frameAncestors),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()'
  }
  return headers => {
    const isKnown = headers['if-none-match']?.split(',').some(one => one.trim().replace(/^W\//, '') === html.etag)
    return isKnown === true ? { status: 304, headers: pageHeaders } : answerOf(html, headers, pageHeaders)
  }
}

/** The stage of a deployment, such as `dev`; empty on a Node server. */
const stageOf = (functionName: string | undefined) => /^posthorn-(.+)-[^-]+$/.exec(functionName ?? '')?.[1] ?? functionName ?? ''

/** The policy of a page: it may load its own files and call this server. Scripts in payloads are shown as text and never run. */
export function policyOf (frameAncestors: string): string {
  return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    `frame-ancestors ${frameAncestors}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'`
}

async function readBuilt (folder: string, name: string, type: string): Promise<File> {
  const [plain, br, gzip] = await Promise.all([name, `${name}.br`, `${name}.gz`].map(async one => await readFile(join(folder, one))))
  return { type, etag: '', plain: plain!, br, gzip }
}

function fileOf (plain: Buffer, type: string): File {
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { type, etag, plain, br: brotliCompressSync(plain), gzip: gzipSync(plain) }
}

function answerOf (file: File, { 'accept-encoding': accepted = '' }: IncomingHttpHeaders, headers: Record<string, string>): FileAnswer {
  const takes = (coding: string) => new RegExp(`(^|[,\\s])${coding}($|[,;\\s])(?!\\s*q=0(\\.0*)?($|,))`).test(String(accepted))
  const [coding, body] = takes('br') ? ['br', file.br] : takes('gzip') ? ['gzip', file.gzip] : [undefined, file.plain]
  const encoded: Record<string, string> = coding === undefined ? {} : { 'content-encoding': coding }
  return { status: 200, headers: { 'content-type': file.type, vary: 'accept-encoding', ...encoded, ...headers }, body: body! }
}

/** The folder of the built portal: in a Lambda bundle beside the code, otherwise `dist/portal` in a folder above. */
function folderOfThePortal (): string {
  const folder = builtFolder(import.meta.url, 'portal', PAGE)
  if (folder === undefined) throw new Error('The portal is not built: `npm run build` writes it to dist/portal.')
  return folder
}
