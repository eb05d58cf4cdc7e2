import { session, whoami } from '../state/session.js'
import { Id } from '../parts/copy.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { serverFacts, signOut } from './console-session.js'
import { c } from './console-words.js'

/** Which server and organization the console talks to, with which token, and how to make another one. */
export function SessionPage () {
  const { version, stage, host } = serverFacts()
  const { envId = '' } = whoami.value ?? {}
  const expiresAt = endOf(session().token)
  return (
    <>
      <Title text={c('session.title')}><button type='button' onClick={signOut}>{c('signOut')}</button></Title>
      <div class='stack'>
        <dl class='facts wide'>
          <div><dt>{c('session.org')}</dt><dd><Id id={envId} /></dd></div>
          <div><dt>{c('session.until')}</dt><dd>{expiresAt === undefined ? c('session.forever') : <When at={expiresAt} />}</dd></div>
          <div><dt>{c('session.server')}</dt><dd><bdi>{host}</bdi></dd></div>
          <div><dt>{c('session.stage')}</dt><dd>{stage === '' ? c('server.node') : stage}</dd></div>
          <div><dt>{c('session.version')}</dt><dd class='num'>{version}</dd></div>
        </dl>
        <div class='card'>
          <p>{c('session.token')}</p>
          <code class='all'>npx posthorn token {envId}</code>
          <p class='quiet'>{c('session.token.text')}</p>
        </div>
      </div>
    </>
  )
}

/** When a token ends, Unix ms, as it says itself; undefined when it does not. */
function endOf (token: string): number | undefined {
  try {
    const { exp } = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1000 : undefined
  } catch {
    return undefined
  }
}
