import type { ComponentType } from 'preact'
import { useLoad } from '../state/loading.js'
import { Show } from '../parts/states.js'
import { CallError } from '../state/calls.js'

/** A page whose code is loaded when it is opened first; one that cannot be had is asked for again, as data is. */
export function lazy<P extends object> (name: string, load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  const fetched = async () => {
    loaded ??= await load().catch(() => { throw new CallError(0, '') })
    return loaded
  }
  return function Later (props: P) {
    const code = useLoad(`code ${name}`, fetched)
    return <Show of={{ ...code, data: loaded ?? code.data }}>{Page => <Page {...props} />}</Show>
  }
}
