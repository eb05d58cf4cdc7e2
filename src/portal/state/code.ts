import { CallError } from './calls.js'

/**
 * The code of a page that is loaded when it is opened first; throws a passing CallError when it cannot be had. After an update the server
 * has other files: the page is then loaded again, in its session and at its address.
 */
export async function codeOf<T> (load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    const own = document.querySelector('script[src]')!.getAttribute('src')!
    const page = await fetch(location.href, { cache: 'no-cache' }).then(async answer => answer.ok ? await answer.text() : own, () => own)
    if (!page.includes(own)) location.reload()
    throw new CallError(0, '')
  }
}
