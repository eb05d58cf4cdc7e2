import { setQuery, route } from '../state/address.js'
import { codeOf } from '../state/code.js'
import { useLoad } from '../state/loading.js'
import { w } from '../state/words.js'
import { Payload } from '../parts/payload.js'
import { Show } from '../parts/states.js'
import { Title } from '../parts/title.js'

/** Which headers carry the signature: the server writes it into its page. */
const families = () => document.querySelector<HTMLMetaElement>('meta[name=signature-headers]')?.content ?? 'both'

/** How a receiver checks signatures, in nine languages, with the names of the headers that are sent here. */
export function Verify () {
  const prefix = families() === 'svix' ? 'svix' : 'webhook'
  const samples = useLoad('samples', async () => (await codeOf(async () => await import('./verify-samples.js'))).samplesFor(prefix))
  const asks = route.value.query.get('language')
  return (
    <>
      <Title text={w('verify.title')} />
      <div class='stack'>
        <p>{w('verify.text')}</p>
        <dl class='facts wide'>
          <div><dt><code>{prefix}-id</code></dt><dd>{w('verify.id')}</dd></div>
          <div><dt><code>{prefix}-timestamp</code></dt><dd>{w('verify.timestamp')}</dd></div>
          <div><dt><code>{prefix}-signature</code></dt><dd>{w('verify.signature')}</dd></div>
        </dl>
        {families() === 'both' && <p class='quiet'>{w('verify.both')}</p>}
        <Show of={samples}>
          {all => {
            const chosen = all.find(({ name }) => name === asks) ?? all[0]!
            return (
              <>
                <div class='tabs' role='group' aria-label={w('verify.language')}>
                  {all.map(({ name }) => <button key={name} type='button' aria-pressed={name === chosen.name} onClick={() => setQuery({ language: name })}>{name}</button>)}
                </div>
                <Payload label={chosen.name} text={chosen.code} />
              </>
            )
          }}
        </Show>
      </div>
    </>
  )
}
