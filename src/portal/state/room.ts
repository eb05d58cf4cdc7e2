import { signal } from '@preact/signals'

const wide = matchMedia('(min-width: 1080px)')

/** Whether there is room for details beside their list. */
export const isWide = signal(wide.matches)
wide.addEventListener('change', () => { isWide.value = wide.matches })

/** Whether the portal is shown inside a page of a host. */
export const isFramed = window.parent !== window
