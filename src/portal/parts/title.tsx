import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { w } from '../state/words.js'

interface TitleProps { text: string, back?: { href: string, text: string }, isCode?: boolean, children?: ComponentChildren }

/** The head of a page: the way back, what it is, and its actions. The title of the window follows. */
export function Title ({ text, back, isCode, children }: TitleProps) {
  useEffect(() => { document.title = `${text} · ${w('product')}` }, [text])
  return (
    <div class='title'>
      {back && <a class='back' href={back.href} data-key='Escape'>{back.text}</a>}
      <h1 class={isCode ? 'url' : undefined}><bdi>{text}</bdi></h1>
      <div class='actions'>{children}</div>
    </div>
  )
}
