/**
 * Where a judge accepts what we refuse, with the reason. Each is described in docs/interop.md; one that no longer holds fails
 * the suite, so that this list and that page stay true.
 */
const KNOWN = [];

/** @returns {string | undefined} why this judge is known to accept this alteration */
export const disagreement = (judge, alteration, question) =>
  KNOWN.find((one) => one.judge === judge && one.alteration === alteration && one.when(question))?.reason;
