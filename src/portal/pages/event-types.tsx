import { api, asked, type EventType } from '../state/calls.js'
import { grouped, schemaOf, useEventTypes } from '../state/catalogue.js'
import { useLoad } from '../state/loading.js'
import { route, setQuery, to } from '../state/address.js'
import { w } from '../state/words.js'
import { Payload } from '../parts/payload.js'
import { Split } from '../parts/split.js'
import { Empty, Show } from '../parts/states.js'
import { Table } from '../parts/table.js'
import { Title } from '../parts/title.js'

/** The event catalogue: what can be sent, in groups; one of them with its schema and examples. */
export function EventTypes ({ name }: { name: string | undefined }) {
  return <Split label={w('column.type')} list={<Catalogue shown={name} />} detail={name === undefined ? undefined : <One key={name} name={name} />} />
}

function Catalogue ({ shown }: { shown: string | undefined }) {
  const types = useEventTypes()
  const text = route.value.query.get('search') ?? ''
  return (
    <>
      <Title text={w('nav.events')} />
      <form class='filters' onSubmit={event => event.preventDefault()}>
        <input type='search' data-key='/' aria-label={w('types.search')} placeholder={w('types.search')} value={text} onInput={event => setQuery({ search: event.currentTarget.value })} />
      </form>
      <Show of={types}>
        {all => {
          const found = all.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(text.toLowerCase()))
          if (found.length === 0) return <Empty title={w(all.length === 0 ? 'events.empty' : 'types.none')} />
          return (
            <Table heads={[w('column.type'), w('field.description')]}>
              {grouped(found).map(({ name: group, types: inGroup }) => (
                <tbody key={group}>
                  {inGroup[0]!.groupName && <tr><th colSpan={2} scope='rowgroup'><bdi>{group}</bdi></th></tr>}
                  {inGroup.map(({ name, description, deprecated }) => (
                    <tr key={name}>
                      <td class='main'><a class='stretch' data-row href={to(['events', name], { search: text })} aria-current={name === shown}><code>{name}</code></a>{deprecated && <span class='labels'><span class='label'>{w('deprecated')}</span></span>}</td>
                      <td class='quiet wraps'>{description}</td>
                    </tr>
                  ))}
                </tbody>
              ))}
            </Table>
          )
        }}
      </Show>
    </>
  )
}

function One ({ name }: { name: string }) {
  const type = useLoad<EventType>(`event type ${name}`, async () => await asked(api.GET('/api/v1/event-type/{event_type_name}', { params: { path: { event_type_name: name } } })))
  return (
    <>
      <Title text={name} heading={<bdi class='url'>{name}</bdi>} isPane back={{ href: to('events', { search: route.value.query.get('search') ?? '' }), text: w('nav.events') }}>
        <a class='button' href={to('messages', { type: name })}>{w('events.messages')}</a>
      </Title>
      <Show of={type}>
        {one => {
          const found = schemaOf(one)
          return (
            <div class='stack'>
              {one.deprecated && <p class='warn'>{w('deprecated.text')}</p>}
              <p>{one.description}</p>
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
