import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pathOf, type ApiClient } from '../client/api-client.js'
import { onInterrupt, openProgress, pause } from '../client/progress.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { EXIT, Failure, misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, type Outcome } from '../shared/new-command.js'

interface Begun { id: string, uploadUrl: string }
interface Import {
  id: string
  status: 'waiting' | 'running' | 'finished' | 'failed'
  accepted: number
  refused: number
  reason?: string
}

const LOOK_EVERY_MS = 500
const UPLOAD_TRIES = 5
const SHOWN_REFUSALS = 20

/** `posthorn import`. */
export const importCommand = () => appCommand('import', {
  says: 'Import a file of messages: NDJSON, a JSON array or CSV, gzipped or not, of any size.',
  group: 'Messages',
  examples: [
    ['import messages.ndjson --app acme', 'upload it, and wait for its end'],
    ['import --resume qtask_2aB --app acme', 'watch one whose command was ended; the server goes on without it']
  ],
  notes: ['It exits with 1 when an entry was refused; what was accepted stays accepted.']
})
  .argument('[file]', 'the file')
  .option('--resume <id>', 'an import whose file was uploaded')
  .action(act(async (file, { resume, ...options }) => {
    if ((file === undefined) === (resume === undefined)) throw misused('Give the file, or the import to --resume.')
    const size = file === undefined ? 0 : await sizeOf(file)
    const api = await connect(options)
    const path = `/app${pathOf(await appOf(api, options.app))}/import`
    const id = resume ?? await begin(api, { path, file: file!, size })
    return await follow(api, `${path}${pathOf(id)}`, id)
  }))

async function sizeOf (file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    throw misused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** Creates the import and uploads its file; an upload that was cut is made again, as nothing of it was taken. */
async function begin (api: ApiClient, { path, file, size }: { path: string, file: string, size: number }): Promise<string> {
  const { id, uploadUrl } = await api.call<Begun>('POST', path)
  const undo = onInterrupt(() => 'Nothing was imported: the file was not there as a whole.')
  for (let tries = 1; ; tries++) {
    const problem = await upload(uploadUrl, file, size)
    if (problem === undefined) break
    if (tries === UPLOAD_TRIES) {
      const says = `The file cannot be uploaded (${problem}); nothing was imported.`
      throw new Failure(says, { exitCode: EXIT.away, code: 'upload_failed' })
    }
    await pause(1000 * tries)
  }
  undo()
  return id
}

async function upload (url: string, file: string, size: number): Promise<string | undefined> {
  const progress = openProgress()
  let sent = 0
  const counted = new Transform({
    transform (chunk: Buffer, _encoding, done) {
      sent += chunk.length
      progress.show(`uploaded ${Math.floor(100 * sent / Math.max(1, size))} %`)
      done(null, chunk)
    }
  })
  try {
    // With its length, as S3 wants it.
    const headers = { 'content-length': String(size) }
    const body = Readable.toWeb(createReadStream(file).pipe(counted)) as ReadableStream
    const answer = await fetch(url, { method: 'PUT', headers, body, duplex: 'half' })
    return answer.ok ? undefined : `${answer.status} ${(await answer.text()).slice(0, 200)}`
  } catch (error) {
    return ((error as Error).cause as { code?: string } | undefined)?.code ?? (error as Error).message
  } finally {
    progress.end()
  }
}

async function follow (api: ApiClient, path: string, id: string): Promise<Outcome> {
  const progress = openProgress()
  const undo = onInterrupt(() => `The import goes on in the server. To see it: ${howCalled()} import --resume ${id}`)
  for (;;) {
    const state = await api.get<Import>(path)
    if (state.status === 'waiting') throw new Failure(`The file of ${id} was never uploaded: import it anew.`)
    progress.show(lineOf(state))
    if (state.status !== 'running') {
      progress.end()
      undo()
      return await outcomeOf(api, path, state)
    }
    await pause(LOOK_EVERY_MS)
  }
}

const lineOf = ({ id, status, accepted, refused, reason }: Import) =>
  `import ${id}: ${status}, ${accepted} accepted, ${refused} refused${reason === undefined ? '' : `, ${reason}`}`

async function outcomeOf (api: ApiClient, path: string, state: Import): Promise<Outcome> {
  const isWhole = state.status === 'finished' && state.refused === 0
  const refusals = state.refused === 0 ? [] : await refusalsOf(api, path)
  const more = state.refused - SHOWN_REFUSALS
  const lines = refusals.slice(0, SHOWN_REFUSALS).map(({ line, reason }) => `  line ${line}: ${reason}`)
  return {
    json: { ...state, refusals },
    text: [lineOf(state), ...lines, ...more > 0 ? [`  and ${more} more: --json lists them`] : []].join('\n'),
    exitCode: isWhole ? EXIT.done : EXIT.failed
  }
}

// A line of JSON for each: the sums first, then what was refused.
async function refusalsOf (api: ApiClient, path: string): Promise<Array<{ line: number, reason: string }>> {
  const text = await api.text(`${path}/report`)
  return text.trimEnd().split('\n').slice(1).map(line => JSON.parse(line) as { line: number, reason: string })
}
