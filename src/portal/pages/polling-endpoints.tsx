import { api, asked, inApp } from '../state/calls.js'
import { go, to } from '../state/address.js'
import { useList } from '../state/loading.js'
import { may } from '../state/session.js'
import { w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Mark } from '../parts/mark.js'
import { More } from '../parts/more.js'
import { Table } from '../parts/table.js'
import { TypesOf } from '../parts/types-of.js'

/** The polling endpoints, for programs that ask for messages in place of getting them. */
export function PollingEndpoints () {
  const list = useList('polling', async iterator => await asked(api.GET('/api/v1/app/{app_id}/destination', {
    params: { path: inApp({}), query: { limit: 25, ...(iterator !== undefined && { iterator }) } }
  })))
  const add = async () => {
    try {
      const { id } = await asked(api.POST('/api/v1/app/{app_id}/destination', { params: { path: inApp({}) }, body: { type: 'pollingEndpoint' } }))
      announce(w('polling.added'))
      go(to(['polling', id]))
    } catch (error) {
      announce(wordsOf(error), { isError: true })
    }
  }
  const mayAdd = may('ManageEndpoint')
  if (!list.rows || (list.rows.length === 0 && !mayAdd)) return null
  return (
    <section class='below' aria-labelledby='polling'>
      <h2 id='polling'>{w('polling')}</h2>
      {list.rows.length > 0 && (
        <Table heads={[w('column.state'), w('polling.title'), w('column.types')]}>
          <tbody>
            {list.rows.map(({ id, uid, status, eventTypes }) => (
              <tr key={id}>
                <td><Mark state={status === 'disabled' ? 'disabled' : 'active'} /></td>
                <td class='main'><a href={to(['polling', id])} data-row class='stretch'><bdi>{uid ?? id}</bdi></a></td>
                <td class='quiet'><TypesOf of={eventTypes} /></td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <More of={list} />
      {mayAdd && <p class='quiet'>{w('polling.text')} <button type='button' class='text link' onClick={() => { void add() }}>{w('polling.add')}</button></p>}
    </section>
  )
}
