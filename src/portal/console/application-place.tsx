import { useState } from 'preact/hooks'
import { useLoad } from '../state/loading.js'
import { to, top } from '../state/address.js'
import { w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Show } from '../parts/states.js'
import { applicationOf, type Application } from './application-calls.js'
import { AccessPage } from './access-page.js'
import { ApplicationSettings } from './application-settings.js'
import { c } from './console-words.js'
import { lazy } from '../parts/lazy.js'
import { OpenAsCustomer } from './open-as-customer.js'

const TABS = ['endpoints', 'messages', 'live', 'imports', 'access', 'settings'] as const

const Place = lazy('portal', async () => (await import('../pages/place.js')).Place)
const LivePage = lazy('live', async () => (await import('./live-page.js')).LivePage)
const Imports = lazy('imports', async () => (await import('./import-pages.js')).Imports)

/** An application: its pages are those of its portal, and what only an operator has. */
export function ApplicationPlace ({ id, parts }: { id: string, parts: readonly string[] }) {
  const application = useLoad(`application ${id}`, async () => await applicationOf(id))
  const [isOpening, setOpening] = useState(false)
  const [tab = 'endpoints'] = parts
  return (
    <>
      <div class='within'>
        <a class='quiet' href={top(['apps'])}>{c('nav.apps')}</a>
        <span class='who'><bdi class='clip'>{application.data?.name ?? '…'}</bdi>{application.data && <Id id={application.data.id} />}</span>
        <button type='button' disabled={!application.data} onClick={() => setOpening(true)}>{c('customer.open')}</button>
        <nav aria-label={c('app.pages')}>
          {TABS.map(one => <a key={one} href={to([one])} aria-current={one === tab ? 'page' : undefined}>{nameOf(one)}</a>)}
        </nav>
      </div>
      <Show of={application}>{one => <Tab application={one} parts={parts} onChange={application.reload} />}</Show>
      {isOpening && application.data && <OpenAsCustomer application={application.data} onClose={() => setOpening(false)} />}
    </>
  )
}

const nameOf = (tab: typeof TABS[number]) => tab === 'endpoints' || tab === 'messages' ? w(`nav.${tab}`) : c(`tab.${tab}`)

interface TabProps { application: Application, parts: readonly string[], onChange: () => void }

function Tab ({ application, parts, onChange }: TabProps) {
  const [tab, id] = parts
  if (tab === 'live') return <LivePage />
  if (tab === 'imports') return <Imports key={id} appId={application.id} id={id} />
  if (tab === 'access') return <AccessPage application={application} />
  if (tab === 'settings') return <ApplicationSettings key={application.updatedAt} application={application} onChange={onChange} />
  return <Place parts={parts} />
}
