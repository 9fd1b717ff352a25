import { SLSA_PROVENANCE_V1 } from '../../../statements/index.js';
import { EVIDENCE_KEYS, explainEvidence } from '../evidence-requirement.js';
import type { EvidenceKind } from '../kind.js';
import { countsFor } from '../counts-for.js';
import { shape, type ProvenanceDocument } from './document.js';
import { meetsProvenance } from './meets-requirement.js';
import type { ProvenanceRequirement, SourceRequirement } from './model.js';
import { resolveProvenance } from './resolve-provenance.js';

export type { ProvenanceRequirement } from './model.js';

export const provenance: EvidenceKind<'provenance', ProvenanceDocument, ProvenanceRequirement> = {
  key: 'provenance',
  level: 'evidence',
  page: {
    summary: 'SLSA provenance v1 in which every claim equals the certificate',
    example: 'provenance: {by: release, min-level: 2, source: {versioned-tag: v2}}',
    fields: {
      ...EVIDENCE_KEYS,
      'min-level':
        'the least SLSA Build level. A step of the build job is level 2; a reusable workflow of another repository, pinned here, on GitHub-hosted runners is level 3',
      builder: 'exact `builder.id`',
      'build-types':
        "default: GitHub's two, and ours for GitHub and GitLab, each for signers of its own platform (`BUILD_TYPE_INVALID`)",
      source:
        '`repository`, and one of `ref`, `branch`, `tag` (exact), `versioned-tag` (`v2` accepts v2.4.1; `pre-release: deny` refuses v2.5.0-rc1); `digest`: the commit',
      parameters: 'external parameters by name or dotted path',
      unproven:
        'groups of claims that are accepted although no certificate confirms them: `source` `workflow` `builder` `trigger` `runner` `ids` `invocation` `parameters`',
    },
    refuses: { example: 'provenance: {by: release, min-level: 3}', message: 'can never be met by these signers: Build L3' },
  },
  shape,
  resolve: resolveProvenance,
  title: () => 'provenance',
  counts: (_, context) => countsFor({ ...context, asked: { kind: 'statement', type: SLSA_PROVENANCE_V1, by: 'provenance' } }),
  select: () => 'any',
  check: meetsProvenance,
  explain: (requirement) => [
    explainEvidence('provenance', requirement),
    `every claim equals the certificate${requirement.unproven.size === 0 ? '' : `, except ${[...requirement.unproven].join(', ')} (accepted unproven)`}`,
    ...(requirement.minLevel === undefined ? [] : [`SLSA Build level at least ${String(requirement.minLevel)}`]),
    ...(requirement.builder === undefined ? [] : [`builder ${requirement.builder}`]),
    ...(requirement.buildTypes === undefined ? [] : [`build type ${requirement.buildTypes.join(' or ')}`]),
    ...(requirement.source === undefined ? [] : [`source ${explainSource(requirement.source)}`]),
    ...(requirement.parameters === undefined ? [] : [`external parameters ${JSON.stringify(requirement.parameters)}`]),
  ],
  review: ({ unproven }) =>
    unproven.size === 0 ? [] : [`"unproven" accepts ${[...unproven].join(', ')} although no certificate confirms them`],
};

function explainSource(source: SourceRequirement): string {
  return [
    ...(source.repository === undefined ? [] : [source.repository.source]),
    ...(source.ref === undefined ? [] : [`ref ${source.ref}`]),
    ...(source.branch === undefined ? [] : [`branch ${source.branch}`]),
    ...(source.tag === undefined ? [] : [`tag ${source.tag}`]),
    ...(source.versionedTag === undefined
      ? []
      : [`a tag of version ${source.versionedTag}${source.preRelease === 'deny' ? ', no pre-release' : ''}`]),
    ...(source.commit === undefined ? [] : [`commit ${source.commit}`]),
  ].join(', ');
}
