import { render } from 'preact'
import { Portal } from './portal.js'
import { start } from './begin.js'

start()
render(<Portal />, document.getElementById('app')!)
