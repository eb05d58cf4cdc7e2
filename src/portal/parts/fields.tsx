import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps { label: string, help?: ComponentChildren, error?: string | undefined, children: (props: { id: string, 'aria-describedby': string, 'aria-invalid': boolean }) => ComponentChildren }

/** A labelled control with its explanation, and with what is wrong with it. */
export function Field ({ label, help, error, children }: FieldProps) {
  const id = useId()
  return (
    <div class='field'>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': error !== undefined })}
      <p id={`${id}-help`} class={error === undefined ? 'quiet' : 'bad'}>{error ?? help}</p>
    </div>
  )
}

interface SelectProps { label: string, value: string, options: ReadonlyArray<readonly [value: string, text: string]>, onChange: (value: string) => void }

/** One of a few, in a line of filters: the label is read, not seen. */
export function Select ({ label, value, options, onChange }: SelectProps) {
  return (
    <select aria-label={label} value={value} onChange={event => onChange(event.currentTarget.value)}>
      {options.map(([option, text]) => <option key={option} value={option}>{text}</option>)}
    </select>
  )
}

interface FilterProps { label: string, value: string, list?: readonly string[], searchKey?: string, onChange: (value: string) => void }

/** A text filter that is applied on Enter and when it is left. */
export function Filter ({ label, value, list, searchKey, onChange }: FilterProps) {
  const id = useId()
  return (
    <>
      <input
        type='search' aria-label={label} placeholder={label} defaultValue={value} key={value} {...(list && { list: id })} autocomplete='off' spellcheck={false} data-key={searchKey}
        onChange={event => onChange(event.currentTarget.value.trim())}
      />
      {list && <datalist id={id}>{list.map(one => <option key={one} value={one} />)}</datalist>}
    </>
  )
}
