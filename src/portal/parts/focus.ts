const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary'

/** The element that has or had the focus, and those around it, each with its place among its siblings. */
let path: Array<{ element: Element, at: number }> = []

const isSeen = (element: Element | null | undefined): element is HTMLElement => element?.isConnected === true && element.checkVisibility()

/**
 * Focus that would be lost, because what had it went away, goes to what took its place: the same control of the next row, the first one
 * around, or the title of a new page. Where the reader put it away by a click, it stays away.
 */
export function keepFocus (): void {
  addEventListener('focusin', ({ target }) => {
    path = []
    for (let element = target as Element | null; element; element = element.parentElement) {
      path.push({ element, at: [...element.parentElement?.children ?? []].indexOf(element) })
    }
  })
  addEventListener('focusout', () => setTimeout(() => { if (!isActive() && isSeen(path[0]?.element)) path = [] }))
  let frame = 0
  const look = () => {
    frame = 0
    if (path.length > 0 && !isActive() && !isSeen(path[0]!.element)) (next() ?? heading())?.focus()
  }
  new MutationObserver(() => { frame ||= requestAnimationFrame(look) })
    .observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden'] })
}

const isActive = () => document.activeElement !== document.body && isSeen(document.activeElement)

const heading = () => document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')

function next (): HTMLElement | undefined {
  const level = path.findIndex(({ element }) => isSeen(element))
  const around = path[level]?.element
  // In a new page nothing took its place.
  if (!around?.closest('main') || around.matches('main')) return undefined
  const gone = path.slice(0, level)
  const { at } = gone.at(-1)!
  const beside = around.children[at] ?? around.children[at - 1]
  const same = gone.slice(0, -1).reduceRight<Element | undefined>((one, { at }) => one?.children[at], beside)
  return [same, ...[beside, around].flatMap(one => [...one?.querySelectorAll(FOCUSABLE) ?? []])]
    .find((one): one is HTMLElement => isSeen(one) && one.matches(FOCUSABLE))
}
