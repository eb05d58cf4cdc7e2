import { api, asked } from '../state/calls.js'
import { useLoad } from '../state/loading.js'
import { PERIOD_NAMES, type LogFilter } from '../state/log.js'
import { go, route, setQuery, to } from '../state/address.js'
import { shows } from '../state/session.js'
import { w, type Word } from '../state/words.js'
import { Filter, Select } from '../parts/fields.js'

const STATES = ['undelivered', 'pending', 'exhausted', 'canceled', 'succeeded'] as const

/** Goes to a message by its id. The keys of the page are the reader's again. */
function find (input: HTMLInputElement): void {
  const id = input.value.trim()
  if (id === '') return
  input.value = ''
  input.blur()
  go(to(['messages', id], Object.fromEntries(route.value.query)))
}

/** The filters of the log, in one line that reads as a sentence. */
export function LogFilters ({ filter }: { filter: LogFilter }) {
  const { period, after, before, type, channel, tag, state } = filter
  const types = useLoad('event-type names', async () => (await asked(api.GET('/api/v1/event-type', { params: { query: { limit: 250 } } }))).data.map(({ name }) => name))
  const isCustom = period === 'custom' || after !== '' || before !== ''
  const isFiltered = Object.values(filter).some(one => one !== '')
  return (
    <form class='filters' role='search' aria-label={w('filters')} onSubmit={event => event.preventDefault()}>
      <Select
        label={w('filter.state')} value={state} onChange={value => setQuery({ state: value, ...(value !== '' && { tag: '' }) })}
        options={[['', w('filter.state.any')], ...STATES.map(one => [one, w(`filter.state.${one}` as Word)] as const)]}
      />
      <Select
        label={w('filter.period')} value={isCustom ? 'custom' : period} onChange={value => setQuery({ period: value, after: '', before: '' })}
        options={[['', w('filter.period.any')], ...PERIOD_NAMES.map(one => [one, w(`filter.period.${one}` as Word)] as const), ['custom', w('filter.period.custom')]]}
      />
      {isCustom && (
        <>
          <input type='datetime-local' aria-label={w('filter.after')} value={after} onChange={event => setQuery({ period: 'custom', after: event.currentTarget.value })} />
          <input type='datetime-local' aria-label={w('filter.before')} value={before} onChange={event => setQuery({ period: 'custom', before: event.currentTarget.value })} />
        </>
      )}
      <Filter label={w('filter.type')} value={type} list={types.data ?? []} onChange={value => setQuery({ type: value })} />
      {shows('enableChannels') && <Filter label={w('filter.channel')} value={channel} onChange={value => setQuery({ channel: value })} />}
      {state === '' && shows('enableMessageTags') && <Filter label={w('filter.tag')} value={tag} onChange={value => setQuery({ tag: value })} />}
      {isFiltered && <a href={to('messages')}>{w('filters.clear')}</a>}
      <span class='grow' />
      <input
        type='search' class='find' data-key='/' aria-label={w('filter.id')} placeholder={w('filter.id')} autocomplete='off' spellcheck={false}
        onKeyDown={event => { if (event.key === 'Enter') find(event.currentTarget) }}
      />
    </form>
  )
}
