import type { PortalSettings } from '../state/calls.js'
import { isLoadable, propertiesOf } from '../state/theme.js'
import { w } from '../state/words.js'
import { Mark } from '../parts/mark.js'
import { c } from './console-words.js'
import { SCHEMES, shownOf, type LooksForm, type Scheme } from './looks-form.js'

/** How a portal would look with what the form holds: light and dark. */
export function ThemePreview ({ form }: { form: LooksForm }) {
  const shown = shownOf(form) as PortalSettings
  return (
    <aside class='previews' aria-label={c('settings.preview')}>
      <h2>{c('settings.preview')}</h2>
      {SCHEMES.map(scheme => <Preview key={scheme} scheme={scheme} settings={shown} />)}
    </aside>
  )
}

function Preview ({ scheme, settings }: { scheme: Scheme, settings: PortalSettings }) {
  const { displayName, logoUrl, customStringsOverride, enableChannels } = settings
  return (
    <figure>
      <figcaption class='quiet'>{c(`settings.${scheme}`)}</figcaption>
      <div class='preview' inert style={{ colorScheme: scheme.toLowerCase(), ...propertiesOf(settings) }}>
        <div class='line named'>{isLoadable(logoUrl) && <img src={logoUrl} alt='' />}<span>{displayName ?? w('product')}</span></div>
        <div class='tabs-like'><span class='here'>{w('nav.endpoints')}</span><span>{w('nav.messages')}</span></div>
        <div class='line'><strong class='grow'>{w('nav.endpoints')}</strong><span class='button primary'>{w('endpoint.new')}</span></div>
        <div class='card'>
          <div class='line'><Mark state='delivered' /><span class='like-link grow'>https://example.com/webhooks</span></div>
          <div class='line under'><Mark state='failed' /><span class='bad grow'>{w('failure.server')}</span></div>
          <p class='quiet'>{enableChannels !== false ? customStringsOverride?.channelsMany ?? w('field.channels') : w('field.description')}</p>
        </div>
        <div class='line'><span class='input-like grow'>{w('field.url')}</span><span class='button'>{w('cancel')}</span></div>
      </div>
    </figure>
  )
}
