import { top } from '../state/address.js'
import { Title } from '../parts/title.js'
import { c } from './console-words.js'
import { LooksPage } from './looks-page.js'
import { HookForm, HookPage, Hooks } from './operational-webhooks.js'

/** What holds for the whole organization: the looks of portals, and what Posthorn tells the operator's own systems. */
export function SettingsPlace ({ tab, id }: { tab: string | undefined, id: string | undefined }) {
  if (tab === 'webhooks' && id === 'new') return <HookForm />
  if (tab === 'webhooks' && id !== undefined) return <HookPage id={id} />
  const isHooks = tab === 'webhooks'
  return (
    <>
      <Title text={c('nav.settings')}>{isHooks && <a class='button primary' href={top(['settings', 'webhooks', 'new'])}>{c('hooks.new')}</a>}</Title>
      <nav class='pages' aria-label={c('nav.settings')}>
        <a href={top(['settings'])} aria-current={isHooks ? undefined : 'page'}>{c('settings.looks')}</a>
        <a href={top(['settings', 'webhooks'])} aria-current={isHooks ? 'page' : undefined}>{c('settings.webhooks')}</a>
      </nav>
      {isHooks ? <Hooks /> : <LooksPage />}
    </>
  )
}
