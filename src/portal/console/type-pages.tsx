import { api, asked, type EventType, type Page } from '../state/calls.js'
import { schemaOf } from '../state/catalogue.js'
import { useList, useLoad } from '../state/loading.js'
import { route, setQuery, top } from '../state/address.js'
import { w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Mark } from '../parts/mark.js'
import { Payload } from '../parts/payload.js'
import { Empty, Show } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'
import { lazy } from '../parts/lazy.js'

const PAGE = 100
// An editor is loaded when it is opened.
const TypeEditor = lazy('type editor', async () => (await import('./type-editor.js')).TypeEditor)
const TypeImport = lazy('type import', async () => (await import('./type-import.js')).TypeImport)

/** Event types: all, one, its editor, the import. A name has no slash, so that no page is hidden by one. */
export function Types ({ name, more }: { name: string | undefined, more: string | undefined }) {
  if (name === undefined) return <TypeList />
  if (name === '+import') return <TypeImport />
  if (name === '+new') return <TypeEditor name={undefined} />
  return more === 'edit' ? <TypeEditor name={name} /> : <TypePage name={name} />
}

function TypeList () {
  const isAll = route.value.query.get('archived') === 'true'
  const list = useList<EventType>(`types ${isAll}`, async (iterator): Promise<Page<EventType>> => await asked(api.GET('/api/v1/event-type', {
    params: { query: { limit: PAGE, include_archived: isAll, ...(iterator !== undefined && { iterator }) } }
  })))
  return (
    <>
      <Title text={w('nav.events')}>
        <a class='button' href={top(['types', '+import'])}>{c('types.import')}</a>
        <a class='button primary' href={top(['types', '+new'])}>{c('type.new')}</a>
      </Title>
      <form class='filters choices' onSubmit={event => event.preventDefault()}>
        <label><input type='checkbox' checked={isAll} onChange={event => setQuery({ archived: event.currentTarget.checked ? 'true' : '' })} /><span>{c('types.archived')}</span></label>
      </form>
      <List of={list} none={<Empty title={w('events.empty')}><p>{c('types.empty.text')}</p></Empty>}>
        {rows => (
          <Table heads={[w('column.type'), w('field.description'), c('type.group'), w('field.updated')]}>
            <tbody>
              {rows.map(one => (
                <tr key={one.name}>
                  <td class='main'><a class='stretch' data-row href={top(['types', one.name])}><code>{one.name}</code></a><Labels of={one} /></td>
                  <td class='quiet wraps'><bdi>{one.description}</bdi></td>
                  <td class='quiet'><bdi>{one.groupName}</bdi></td>
                  <td><When at={one.updatedAt} /></td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </List>
    </>
  )
}

function Labels ({ of: { archived, deprecated } }: { of: EventType }) {
  return <span class='labels'>{archived && <span class='label'>{c('type.archived')}</span>}{deprecated && <span class='label'>{w('deprecated')}</span>}</span>
}

export const typeOf = async (name: string): Promise<EventType> => await asked(api.GET('/api/v1/event-type/{event_type_name}', { params: { path: { event_type_name: name } } }))

function TypePage ({ name }: { name: string }) {
  const type = useLoad<EventType>(`type ${name}`, async () => await typeOf(name))
  const path = { event_type_name: name }
  const archive = async (isArchived: boolean) => {
    if (isArchived) await act(async () => await asked(api.DELETE('/api/v1/event-type/{event_type_name}', { params: { path } })), c('type.archive.done'))
    else await act(async () => await asked(api.PATCH('/api/v1/event-type/{event_type_name}', { params: { path }, body: { archived: false } })), c('type.revive.done'))
    type.reload()
  }
  return (
    <>
      <Title text={name} heading={<bdi class='url'>{name}</bdi>} back={{ href: top(['types']), text: w('nav.events') }}>
        {type.data && <button type='button' onClick={() => { void archive(!type.data!.archived) }}>{c(type.data.archived ? 'type.revive' : 'type.archive')}</button>}
        <a class='button' href={top(['types', name, 'edit'])}>{w('edit')}</a>
      </Title>
      <Show of={type}>
        {one => {
          const found = schemaOf(one)
          return (
            <div class='stack'>
              {one.archived && <p><Mark state='disabled' text={c('type.archived')} /> {c('type.archived.text')}</p>}
              {one.deprecated && <p class='warn'>{w('deprecated.text')}</p>}
              <p><bdi>{one.description}</bdi></p>
              {!found && <p class='quiet'>{w('events.noSchema')}</p>}
              {found?.examples.map((example, at) => <Payload key={at} label={w('events.example')} text={JSON.stringify(example, null, 2)} />)}
              {found && <Payload label={w('events.schema')} text={JSON.stringify(found.schema, null, 2)} />}
            </div>
          )
        }}
      </Show>
    </>
  )
}
