import { useState } from 'preact/hooks'
import { api, asked } from '../state/calls.js'
import { useList } from '../state/loading.js'
import { go, route, setQuery, top } from '../state/address.js'
import { counted, w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Dialog } from '../parts/dialog.js'
import { Filter } from '../parts/fields.js'
import { Empty } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { applicationsLike, type Application } from './application-calls.js'
import { ApplicationForm } from './application-form.js'
import { c } from './console-words.js'
import { OpenAsCustomer } from './open-as-customer.js'

/** All applications, newest first; a search by name, uid and id. */
export function Applications () {
  const text = route.value.query.get('q') ?? ''
  const list = useList<Application>(`applications ${text}`, async iterator => await applicationsLike(text, iterator))
  const [isNew, setNew] = useState(false)
  const [opening, setOpening] = useState<Application>()
  const create = <button type='button' class='primary' onClick={() => setNew(true)}>{c('app.new')}</button>
  return (
    <>
      <Title text={c('nav.apps')}>{create}</Title>
      <form class='filters' onSubmit={event => event.preventDefault()}>
        <Filter label={c('apps.search')} value={text} onChange={q => setQuery({ q })} />
      </form>
      <List of={list} lines={12} none={!list.hasMore && (text === '' ? <Empty title={c('apps.empty')}><p>{c('apps.empty.text')}</p>{create}</Empty> : <Empty title={c('apps.none')} />)}>
        {rows => (
          <Table heads={[c('column.app'), w('field.rate'), w('field.id'), w('field.created'), <span key='actions' class='read'>{c('column.actions')}</span>]}>
            <tbody>
              {rows.map(one => (
                <tr key={one.id}>
                  <td class='main'>
                    <a class='stretch' data-row href={top(['app', one.id])}><bdi>{one.name}</bdi></a>
                    {one.uid !== undefined && <p class='quiet clip'><code>{one.uid}</code></p>}
                  </td>
                  <td class='quiet'>{one.throttleRate === null ? w('rate.unlimited') : counted('rate.second', one.throttleRate)}</td>
                  <td><Id id={one.id} /></td>
                  <td><When at={one.createdAt} /></td>
                  <td class='right'><button type='button' class='text above' aria-label={c('customer.open.of', { name: one.name })} onClick={() => setOpening(one)}>{c('customer.open')}</button></td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </List>
      {isNew && (
        <Dialog title={c('app.new')} onClose={() => setNew(false)}>
          <ApplicationForm
            action={c('app.create')} onCancel={() => setNew(false)} save={async body => await asked(api.POST('/api/v1/app', { body }))}
            onSaved={({ id }) => go(top(['app', id]))}
          />
        </Dialog>
      )}
      {opening && <OpenAsCustomer application={opening} onClose={() => setOpening(undefined)} />}
    </>
  )
}
