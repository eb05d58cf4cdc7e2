import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

/** A place where a file is dropped, or chosen. */
export function DropFile ({ label, onFile, children }: { label: string, onFile: (file: File) => void, children?: ComponentChildren }) {
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null | undefined) => { if (files?.[0]) onFile(files[0]) }
  return (
    <label
      class={`drop ${isOver ? 'over' : ''}`} onDragOver={event => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)}
      onDrop={event => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files) }}
    >
      <span class='strong'>{label}</span>
      <input type='file' onChange={event => { take(event.currentTarget.files); event.currentTarget.value = '' }} />
      {children}
    </label>
  )
}
