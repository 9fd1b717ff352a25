/** Inputs of a component that belong to the job, not to the program. */
import { inputsOf, PIECES } from '../surface.mjs';
import { PROGRAM_FOLDER } from './bootstrap.mjs';

const DEFAULT_IMAGE = 'node:24.21.0-slim';
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const NAMES = '^[A-Za-z0-9_ \\n]*$';
/** A path or URL without spaces or quotes. */
const PLACE = '^[A-Za-z0-9._/:@%+=~-]*$';

const gateInputs = {
  deploy: {
    default: '',
    description:
      'Commands of the deployment, for a POSIX shell. They run in this job, and only if the decision is allowed. The images, by digest, are in countersign-gate/pinned-images.',
  },
  'deploy-variables': {
    default: '',
    regex: NAMES,
    description:
      'Names of the variables that the deployment needs, one per line: secrets, facts of the pipeline (CI_COMMIT_TAG), a proxy (HTTPS_PROXY), certificate authorities (SSL_CERT_FILE). It gets no other variables. A job in `needs` with a dotenv report can replace the variables that are named here.',
  },
  'hand-on-files': {
    type: 'boolean',
    default: false,
    description:
      'Write copies of the verified files to countersign-gate/files, for a later job that needs this one and deploys them.',
  },
  results: {
    default: 'on_success',
    options: ['on_success', 'always'],
    description:
      'When the reports are kept: `always` also keeps them after a denial. Use it only for a gate that no other job deploys from.',
  },
};

/** @typedef {{type?: string, default?: unknown, options?: string[], regex?: string, description: string}} JobInput */

/** @returns {Record<string, JobInput>} */
export const jobInputs = (piece) => {
  const gate = PIECES[piece].role === 'gate';
  const images = inputsOf(piece).some(([name]) => name === 'images');
  return {
    'job-name': {
      default: piece,
      regex: '^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$',
      description: 'Name of the job.',
    },
    stage: {
      ...(gate ? {} : { default: 'build' }),
      regex: '^[A-Za-z0-9._-][A-Za-z0-9 ._-]*$',
      description: `Stage of the job.${gate ? ' Without `deploy`: a stage before the one that deploys.' : ''}`,
    },
    needs: {
      type: 'array',
      description:
        'The jobs whose artifacts this job takes (`needs` of GitLab CI/CD), and no others: with its artifacts, a job passes on the variables of its dotenv report.',
    },
    image: {
      default: DEFAULT_IMAGE,
      regex: '^[A-Za-z0-9._:/@-]+$',
      description: `Image of the job, with Node 24, coreutils, tar and a POSIX shell${gate ? ', and the programs that `deploy` runs' : ''}. If you use a mirror, name the image by digest. If the image has the program of this version in ${PROGRAM_FOLDER}, nothing is downloaded.`,
    },
    rules: { type: 'array', default: [{ when: 'on_success' }], description: 'When the job runs (`rules` of GitLab CI/CD).' },
    path: {
      default: DEFAULT_PATH,
      regex: '^(/[A-Za-z0-9._+@-][A-Za-z0-9._+@/-]*(:/[A-Za-z0-9._+@-][A-Za-z0-9._+@/-]*)*)?$',
      description: 'Folders in which the job looks for programs. Empty: the variable PATH, which an earlier job may have set.',
    },
    variables: {
      default: '',
      regex: NAMES,
      description: 'Names of further variables that the program may read, one per line, such as those of `env://…`.',
    },
    'ca-file': { default: '', regex: PLACE, description: 'File with further certificate authorities (PEM).' },
    'component-project': {
      default: 'countersign/components',
      regex: '^[A-Za-z0-9._/-]+$',
      description:
        'The project on this GitLab instance from which you include this component. The program is downloaded from it.',
    },
    server: {
      default: '',
      regex: '^(https://[A-Za-z0-9._:/-]+[A-Za-z0-9])?$',
      description:
        'The https URL of this GitLab instance. Needed if `component-project` is not public. The token of the job is sent to this server only.',
    },
    'program-from': {
      default: '',
      regex: PLACE,
      description:
        'Another place for the program: a folder of the image, or an https URL without credentials. The digest of the program is always checked.',
    },
    ...(images
      ? {
          registry: {
            default: 'registry.gitlab.com',
            regex: '^[A-Za-z0-9.:-]*$',
            description:
              'The container registry of this GitLab instance (host, and port if it has one). The registry credentials of the job are sent to it only.',
          },
          'other-registry': {
            default: '',
            regex: '^[A-Za-z0-9.:-]*$',
            description:
              'Another registry (host, and port if it has one). COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD are sent to it only.',
          },
          'images-from': {
            default: '',
            regex: PLACE,
            description:
              'A file of an earlier job that lists images by digest, one per line. They are added to those of `images`.',
          },
        }
      : {}),
    ...(gate ? gateInputs : {}),
  };
};
