/** What keys at AWS have in common, for signing too; loaded when such a key is used. */
export const loadAws = () => import('./aws/index.js');
