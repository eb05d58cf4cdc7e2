import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { isWide } from '../state/room.js'

interface SplitProps { label: string, list: ComponentChildren, detail: ComponentChildren | undefined }

/**
 * A list, and what one of its rows is about: beside it where there is room, in its place where there is none. The list stays as it was,
 * with its pages and where the reader was in it.
 */
export function Split ({ label, list, detail }: SplitProps) {
  const isOpen = detail !== undefined
  const isAlone = isOpen && !isWide.value
  const wasShown = useRef(false)
  const scrolled = useRef(0)
  if (!isAlone) wasShown.current = true
  const place = useRef<HTMLDivElement>(null)
  const row = useRef<HTMLElement>(null)
  // With the details, the focus leaves the list that is not seen any more; without, it is back where they were opened.
  useLayoutEffect(() => {
    if (isOpen) row.current = place.current!.querySelector('.list [aria-current=true]') ?? row.current
  })
  useLayoutEffect(() => {
    if (!isOpen) return
    if (isAlone && wasShown.current) place.current!.querySelector<HTMLElement>('.pane h1')?.focus()
    return () => { if (document.activeElement === document.body) row.current?.focus() }
  }, [isOpen, isAlone])
  useEffect(() => {
    if (!isAlone) return
    scrolled.current = scrollY
    scrollTo(0, 0)
    return () => scrollTo(0, scrolled.current)
  }, [isAlone])
  return (
    <div ref={place} class={isOpen && !isAlone ? 'split' : undefined}>
      {wasShown.current && <div class='list' hidden={isAlone}>{list}</div>}
      {isOpen && <section class='pane' aria-label={label}>{detail}</section>}
    </div>
  )
}
