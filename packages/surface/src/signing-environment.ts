import { VARIABLES, type ReadVariables } from './environment.js';

/** What signing reads of the environment besides; apart, because the gate's bundles hold not even the words. */
const FOR_SIGNING: readonly ReadVariables[] = [
  {
    names: ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    why: "GitHub's identity tokens. The runner sets both, together and last.",
    atMost: 'No token: it goes to GitHub, to the host of GITHUB_SERVER_URL or to this machine, and nowhere else.',
  },
  {
    names: ['SIGSTORE_ID_TOKEN'],
    why: 'An identity token, from `id_tokens` of GitLab.',
    atMost:
      'Signs as somebody else, which the signature then says. The token goes to the certificate authority of the verified signing config.',
  },
  {
    names: ['GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_EVENT_NAME', 'CI_SERVER_URL', 'CI_PROJECT_PATH', 'CI_JOB_URL'],
    why: 'Where the run happens, for messages and for the issuer that is expected.',
    atMost: 'Wrong words in a message; claims are read from the verified token.',
  },
  {
    names: ['CI_JOB_NAME', 'CI_JOB_STARTED_AT'],
    why: 'Fields of GitLab provenance that no token holds.',
    atMost: 'Fields that the statement itself lists as self-asserted.',
  },
];

/** Every environment variable that a program that signs may read. */
export const SIGNING_VARIABLES: readonly ReadVariables[] = [...VARIABLES, ...FOR_SIGNING];
