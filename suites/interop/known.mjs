/**
 * Where a judge accepts what we refuse, or refuses (alteration `nothing`) what we accept, with the reason. Each is described in docs/explain/interop.md; one that no longer holds fails
 * the suite, so that this list and that page stay true.
 */
const KNOWN = [
  {
    judge: 'cosign',
    alteration: 'wrong key',
    when: ({ form }) => form === 'file of a key',
    reason: "the key inside cosign's old file takes the place of the one that --key names",
  },
  {
    judge: 'cosign',
    alteration: 'nothing',
    when: ({ hash = 'sha256' }) => hash !== 'sha256',
    reason: 'it takes SHA-256 for every public key in a file, whatever its curve is',
  },
  {
    judge: 'cosign',
    alteration: 'the image in another repository, its tag with it',
    when: ({ form }) => form === '.sig',
    reason: 'it does not compare the docker-reference that was signed',
  },
  {
    judge: 'sigstore-js',
    alteration: 'another byte in the artifact',
    when: ({ type }) => type !== undefined,
    reason: 'it leaves the subjects of a statement to its caller',
  },
  {
    judge: 'sigstore-python',
    alteration: 'nothing',
    when: ({ type, writer }) => type !== undefined && writer === 'cosign',
    reason: 'it reads Statement v1 alone, cosign writes v0.1',
  },
  ...['sigstore-python', 'sigstore-go', 'cosign'].map((judge) => ({
    judge,
    alteration: 'nothing',
    when: ({ logged }) => logged === 'dsse 0.0.2',
    reason: 'it has given up the type dsse 0.0.2, which rekor-tiles took until 2.2',
  })),
];

/** @returns {string | undefined} why this judge is known to accept this alteration */
export const disagreement = (judge, alteration, question) =>
  KNOWN.find((one) => one.judge === judge && one.alteration === alteration && one.when(question))?.reason;
