import { VARIABLES, type ReadVariables } from './environment.js';

/** Variables that only signing reads; in a file of their own, because the gate's bundles must not even contain these names. */
const FOR_SIGNING: readonly ReadVariables[] = [
  {
    names: ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    why: "Requests for GitHub's identity tokens. The runner sets both variables together, and last.",
    atMost: 'No identity token: requests go only to GitHub, to the host of GITHUB_SERVER_URL or to this machine.',
  },
  {
    names: ['SIGSTORE_ID_TOKEN'],
    why: 'The identity token from `id_tokens` of GitLab.',
    atMost:
      'Another identity signs, and the signature shows it. The token is sent only to the certificate authority of the verified signing config.',
  },
  {
    names: ['GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_EVENT_NAME', 'CI_SERVER_URL', 'CI_PROJECT_PATH', 'CI_JOB_URL'],
    why: 'Facts about the run, for messages and for the expected issuer.',
    atMost: 'A wrong message; claims are read from the verified token.',
  },
  {
    names: ['BROWSER', 'DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'],
    surface: 'command',
    why: 'The browser for the login of a person, and whether one can be started.',
    atMost: 'Another program is started as your browser, with the address of the login; or the login on another device is used.',
  },
  {
    names: ['CI_JOB_NAME', 'CI_JOB_STARTED_AT'],
    why: 'Fields of GitLab provenance that are not in the token.',
    atMost: 'Wrong values in fields that the statement lists as self-asserted.',
  },
];

/** Every environment variable that a program that signs may read. */
export const SIGNING_VARIABLES: readonly ReadVariables[] = [...VARIABLES, ...FOR_SIGNING];
