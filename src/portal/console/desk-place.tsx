import { useEffect } from 'preact/hooks'
import { ApplicationPlace } from './application-place.js'
import { Applications } from './applications.js'
import { AttentionPage } from './attention-page.js'
import { lazy } from '../parts/lazy.js'
import { SessionPage } from './session-page.js'

export const PLACES = ['attention', 'apps', 'types', 'tasks', 'usage', 'settings'] as const

const Tasks = lazy('tasks', async () => (await import('./task-pages.js')).Tasks)
const Types = lazy('types', async () => (await import('./type-pages.js')).Types)
const UsagePage = lazy('usage', async () => (await import('./usage-page.js')).UsagePage)
const Settings = lazy('settings', async () => (await import('./settings-place.js')).SettingsPlace)

/** The page that the parts of an address name. */
export function DeskPlace ({ parts }: { parts: readonly string[] }) {
  const key = parts.slice(0, 3).join('/')
  useEffect(() => {
    scrollTo(0, 0)
    // On a narrow page the names of the pages scroll.
    for (const one of document.querySelectorAll('nav [aria-current=page]')) one.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [key])
  const [place, id, more] = parts
  if (place === 'app' && id !== undefined) return <ApplicationPlace key={id} id={id} parts={parts.slice(2)} />
  if (place === 'apps') return <Applications key={key} />
  if (place === 'types') return <Types key={key} name={id} more={more} />
  if (place === 'tasks') return <Tasks key={key} id={id} />
  if (place === 'usage') return <UsagePage key={key} />
  if (place === 'settings') return <Settings key={key} tab={id} id={more} />
  if (place === 'session') return <SessionPage key={key} />
  return <AttentionPage key={key} />
}
