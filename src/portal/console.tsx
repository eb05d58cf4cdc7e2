import { render } from 'preact'
import { startConsole } from './console/console-session.js'
import { Desk } from './console/desk.js'

startConsole()
render(<Desk />, document.getElementById('app')!)
