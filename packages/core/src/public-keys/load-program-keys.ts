/** What signing shares with verification about keys behind programs (HSMs, plugins). Loaded when such a key is used: the gate starts faster. */
export const loadProgramKeys = () => import('./program-keys.js');
