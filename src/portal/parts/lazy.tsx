import type { ComponentType } from 'preact'
import { codeOf } from '../state/code.js'
import { useLoad } from '../state/loading.js'
import { Show } from './states.js'

/** A page whose code is loaded when it is opened first; one that cannot be had is asked for again, as data is; meanwhile there are so many grey lines. */
export function lazy<P extends object> (name: string, load: () => Promise<ComponentType<P>>, rows?: number): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  const fetched = async () => {
    loaded ??= await codeOf(load)
    return loaded
  }
  return function Later (props: P) {
    const code = useLoad(`code ${name}`, fetched)
    return <Show of={{ ...code, data: loaded ?? code.data }} {...(rows !== undefined && { rows })}>{Page => <Page {...props} />}</Show>
  }
}
