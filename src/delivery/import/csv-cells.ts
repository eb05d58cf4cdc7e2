// Written by hand: a CSV package does not fit into the bundle of the function `import` (test/infra/bundle.test.ts).
const QUOTE = '"'

interface Cell { text: string, end: number }

/** The cells of one record of a CSV file, in linear time; undefined when a quote stands where CSV allows none. */
export function cellsOf (record: string, separator: string): string[] | undefined {
  const cells: string[] = []
  for (let at = 0; ;) {
    const cell = record[at] === QUOTE ? quotedCell(record, at) : plainCell(record, at, separator)
    if (!cell) return undefined
    cells.push(cell.text)
    if (cell.end === record.length) return cells
    if (record[cell.end] !== separator) return undefined
    at = cell.end + 1
  }
}

function plainCell (record: string, start: number, separator: string): Cell | undefined {
  const found = record.indexOf(separator, start)
  const end = found === -1 ? record.length : found
  const text = record.slice(start, end)
  return text.includes(QUOTE) ? undefined : { text, end }
}

// Two quotes inside a quoted cell stand for one.
function quotedCell (record: string, start: number): Cell | undefined {
  let at = record.indexOf(QUOTE, start + 1)
  while (at !== -1 && record[at + 1] === QUOTE) at = record.indexOf(QUOTE, at + 2)
  return at === -1 ? undefined : { text: record.slice(start + 1, at).replaceAll('""', QUOTE), end: at + 1 }
}
