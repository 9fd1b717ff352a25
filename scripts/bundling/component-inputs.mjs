/** Inputs of a component that belong to the job, not to the program. */
import { inputsOf, PIECES } from '../surface.mjs';

const DEFAULT_IMAGE = 'node:24.21.0-slim';
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const NAMES = '^[A-Za-z0-9_ \\n]*$';
/** A path or URL without spaces or quotes. */
const PLACE = '^[A-Za-z0-9._/:@%+=~-]*$';

const gateInputs = {
  deploy: {
    default: '',
    description:
      'The deployment: commands of a POSIX shell that run in this job, and only if the decision is allowed. They find the images, by digest, in countersign-gate/pinned-images.',
  },
  'deploy-variables': {
    default: '',
    regex: NAMES,
    description:
      'Names of the variables that the deployment needs, one a line: its secrets, facts of the pipeline (CI_COMMIT_TAG), a proxy (HTTPS_PROXY), authorities (SSL_CERT_FILE). It finds no others. A job in `needs` with a dotenv report can replace what is named here.',
  },
  'hand-on-files': {
    type: 'boolean',
    default: false,
    description:
      'Hand on copies of the verified files in countersign-gate/files, for a job that needs this one and deploys them.',
  },
  results: {
    default: 'on_success',
    options: ['on_success', 'always'],
    description:
      'When reports are kept: `always` keeps them of a denial too, and is only for a gate that no other job deploys from.',
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
      description: `Stage of the job.${gate ? ' Without `deploy`, one before the stage that deploys.' : ''}`,
    },
    needs: {
      type: 'array',
      description:
        'The jobs whose files this one takes (`needs` of GitLab CI/CD), and no more: with its files, a job hands on the variables of its dotenv report.',
    },
    image: {
      default: DEFAULT_IMAGE,
      regex: '^[A-Za-z0-9._:/@-]+$',
      description: `Image with Node 24, coreutils, tar and a POSIX shell${gate ? ', and what `deploy` runs' : ''}; name your mirror of it by digest.`,
    },
    rules: { type: 'array', default: [{ when: 'on_success' }], description: 'When the job runs (`rules` of GitLab CI/CD).' },
    path: {
      default: DEFAULT_PATH,
      regex: '^(/[A-Za-z0-9._+@-][A-Za-z0-9._+@/-]*(:/[A-Za-z0-9._+@-][A-Za-z0-9._+@/-]*)*)?$',
      description: 'Where the job finds its programs. Empty: where the variable PATH says, which an earlier job may have set.',
    },
    variables: {
      default: '',
      regex: NAMES,
      description: 'Names of further variables that the program may read, such as those of `env://…`, one a line.',
    },
    'ca-file': { default: '', regex: PLACE, description: 'File with further certificate authorities (PEM).' },
    'component-project': {
      default: 'countersign/components',
      regex: '^[A-Za-z0-9._/-]+$',
      description: 'The project on this GitLab instance that you include this component from; the program is fetched from it.',
    },
    server: {
      default: '',
      regex: '^(https://[A-Za-z0-9._:/-]+[A-Za-z0-9])?$',
      description:
        "The https URL of this GitLab instance, needed where that project is not public: the job's token is sent there, and to no other server.",
    },
    'program-from': {
      default: '',
      regex: PLACE,
      description:
        'Where the program is instead: a folder of the image, or an https URL without credentials. Its digest is checked in every case.',
    },
    ...(images
      ? {
          registry: {
            default: 'registry.gitlab.com',
            regex: '^[A-Za-z0-9.:-]*$',
            description:
              "The container registry of this GitLab instance (host, and port if it has one): the job's registry credentials go there, and to no other.",
          },
          'other-registry': {
            default: '',
            regex: '^[A-Za-z0-9.:-]*$',
            description:
              'Another registry: COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD are for it, and for no other.',
          },
          'images-from': {
            default: '',
            regex: PLACE,
            description: 'A file of an earlier job that names the images, one a line, by digest; in addition to `images`.',
          },
        }
      : {}),
    ...(gate ? gateInputs : {}),
  };
};
