/** The hint for evidence of logs and authorities that are not in the trusted root. */
export const OTHER_INSTANCE =
  'The bundle is probably from another Sigstore instance. If you trust that instance, give its trusted root.';
