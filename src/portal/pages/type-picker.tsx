import { useState } from 'preact/hooks'
import { grouped, useEventTypes } from '../state/catalogue.js'
import { counted, w } from '../state/words.js'
import { Show } from '../parts/states.js'

interface PickerProps { value: readonly string[] | null, error?: string | undefined, onChange: (value: string[] | null) => void }

/** Which event types an endpoint gets: all, or those that are chosen, in groups that are chosen as one. */
export function TypePicker ({ value, error, onChange }: PickerProps) {
  return (
    <fieldset class='choices'>
      <legend>{w('field.types')}</legend>
      <label><input type='radio' name='types' checked={value === null} onChange={() => onChange(null)} /><span>{w('types.every')}</span></label>
      <label><input type='radio' name='types' checked={value !== null} onChange={() => onChange([])} /><span><span>{w('types.chosen')}{value !== null && <span class='quiet'> · {counted('types', value.length)}</span>}</span></span></label>
      {error !== undefined && <p class='bad'>{error}</p>}
      {value !== null && <Picker value={value} onChange={onChange} />}
    </fieldset>
  )
}

function Picker ({ value, onChange }: { value: readonly string[], onChange: (value: string[]) => void }) {
  const types = useEventTypes()
  const [text, setText] = useState('')
  const set = (names: readonly string[], isChosen: boolean) => onChange([...value.filter(one => !names.includes(one)), ...(isChosen ? names : [])])
  return (
    <Show of={types} rows={3}>
      {all => {
        const known = new Set(all.map(({ name }) => name))
        const found = all.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(text.toLowerCase()))
        // What it has and is not in the list any more can be taken away, too.
        const gone = value.filter(name => !known.has(name))
        return (
          <div class='picker'>
            <input type='search' aria-label={w('types.search')} placeholder={w('types.search')} value={text} onInput={event => setText(event.currentTarget.value)} />
            <div class='picks'>
              {gone.map(name => <label key={name}><input type='checkbox' checked onChange={() => set([name], false)} /><code>{name}</code></label>)}
              {grouped(found).map(({ name: group, types: inGroup }) => {
                const names = inGroup.map(({ name }) => name)
                const chosen = names.filter(name => value.includes(name)).length
                return (
                  <div key={group} role='group' aria-label={group}>
                    {inGroup.length > 1 && (
                      <label class='strong'>
                        <input type='checkbox' checked={chosen === names.length} indeterminate={chosen > 0 && chosen < names.length} onChange={event => set(names, event.currentTarget.checked)} />
                        {group}
                      </label>
                    )}
                    {inGroup.map(({ name, description }) => (
                      <label key={name} class={inGroup.length > 1 ? 'inner' : undefined}>
                        <input type='checkbox' checked={value.includes(name)} onChange={event => set([name], event.currentTarget.checked)} />
                        <code>{name}</code><span class='quiet clip'>{description}</span>
                      </label>
                    ))}
                  </div>
                )
              })}
              {found.length === 0 && gone.length === 0 && <p class='quiet'>{w('types.none')}</p>}
            </div>
          </div>
        )
      }}
    </Show>
  )
}
