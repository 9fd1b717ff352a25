export { createProgress } from './log/progress.js';
export { isWatched } from './log/is-watched.js';
export { coloured, wantsColours } from './log/colours.js';
export { createLog, screenOf, type LogSettings } from './log/create-log.js';
export { plain } from './log/plain.js';
export { learnMisplaced, learnSecrets, secretReferencesIn } from './log/known-secrets.js';
export { createSecrets, type Secrets } from './log/secrets.js';
export { gitlabStyle, terminalStyle } from './log/terminal-style.js';
export { writeText } from './log/write-text.js';
