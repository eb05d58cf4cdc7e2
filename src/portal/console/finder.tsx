import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { paths } from '../../../openapi/portal-api.js'
import { api, asked } from '../state/calls.js'
import { route, top } from '../state/address.js'
import { wordsOf } from '../parts/announce.js'
import { c } from './console-words.js'

type Found = paths['/api/v1/find']['get']['responses'][200]['content']['application/json']['data'][number]
type State = { text: string, found?: Found[], error?: string }

/** Calls wait until nothing was typed for so long. */
const QUIET_MS = 250

/** One box that finds anything by its id, own id or name; arrows go to what was found. */
export function Finder () {
  const [state, setState] = useState<State>({ text: '' })
  const form = useRef<HTMLFormElement>(null)
  const text = state.text.trim()
  // What was found is left behind with the page, before the reader can type on the new one.
  useLayoutEffect(() => setState({ text: '' }), [route.value])
  useEffect(() => {
    if (text === '') return
    const timer = setTimeout(() => {
      const set = (change: Omit<State, 'text'>) => setState(before => before.text.trim() === text ? { text: before.text, ...change } : before)
      asked(api.GET('/api/v1/find', { params: { query: { q: text } } })).then(({ data }) => set({ found: data }), (error: unknown) => set({ error: wordsOf(error) }))
    }, QUIET_MS)
    return () => clearTimeout(timer)
  }, [text])
  const links = () => [...form.current?.querySelectorAll<HTMLElement>('input, a') ?? []]
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setState({ text: '' })
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    const all = links()
    all[Math.min(all.length - 1, Math.max(0, all.findIndex(one => one === document.activeElement) + by))]?.focus()
    event.preventDefault()
  }
  return (
    <form ref={form} class='finder' role='search' onKeyDown={move} onSubmit={event => { event.preventDefault(); links()[1]?.click() }}>
      <input
        type='search' data-key='/' aria-label={c('find')} placeholder={c('find')} autocomplete='off' spellcheck={false} value={state.text}
        onInput={event => setState({ text: event.currentTarget.value })}
      />
      {(state.found ?? state.error) !== undefined && (
        <div class='found' role='status'>
          {state.error !== undefined && <p class='bad'>{state.error}</p>}
          {state.found?.length === 0 && <p class='quiet'>{c('find.none')}</p>}
          {state.found?.map(one => (
            <a key={one.type + one.id} href={placeOf(one)}>
              <span class='label'>{c(`found.${one.type}`)}</span>
              <bdi class='clip grow'>{one.name ?? one.uid ?? one.id}</bdi>
              <code class='quiet clip'>{one.uid ?? one.id}</code>
            </a>
          ))}
        </div>
      )}
    </form>
  )
}

function placeOf ({ type, id, appId = '', messageId = '' }: Found): string {
  switch (type) {
    case 'application': return top(['app', id])
    case 'endpoint': return top(['app', appId, 'endpoints', id])
    case 'message': return top(['app', appId, 'messages', id])
    case 'attempt': return top(['app', appId, 'messages', messageId], { attempt: id })
    case 'import': return top(['app', appId, 'imports', id])
    case 'task': return top(['tasks', id])
    case 'event-type': return top(['types', id])
  }
}
