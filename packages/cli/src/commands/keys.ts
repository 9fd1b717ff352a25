import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  name: 'keys',
  summary: 'Make, inspect, check, rotate and revoke signing keys.',
  examples: [
    'countersign keys generate --output release.key',
    'countersign keys inspect release.pub',
    'countersign keys check --list keys.yaml',
    'countersign keys rotate release-2025 --policy policy.yaml --dry-run',
    'countersign keys revoke release-2025 --policy policy.yaml --since 2026-11-20 --list-affected dist',
  ],
  subcommands: [
    {
      name: 'generate',
      summary: 'Make a key: an encrypted file, or a key in a KMS, in Vault or in an HSM.',
      load: async () => (await import('./keys/generate.js')).command,
    },
    {
      name: 'inspect',
      summary: 'Show type, fingerprint and hints of a key, and the facts of its certificate; never the secret.',
      load: async () => (await import('./keys/inspect.js')).command,
    },
    {
      name: 'check',
      summary: 'Fail when a key is older than its role allows, or its certificate nears its end.',
      load: async () => (await import('./keys/check.js')).command,
    },
    {
      name: 'rotate',
      summary: 'Make a new key, change the policies, store the private half, and announce it.',
      load: async () => (await import('./keys/rotate.js')).command,
    },
    {
      name: 'revoke',
      summary: 'Revoke a key in policies, find what it signed, and sign that again.',
      load: async () => (await import('./keys/revoke.js')).command,
    },
  ],
};
