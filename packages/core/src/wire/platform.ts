/** A platform as written in descriptors and image configs (OCI image-spec 1.1, "Image Index", `platform`). */
export interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/** `os/architecture[/variant]`, unchanged. */
export function platformName({ os, architecture, variant }: PlatformParts): string {
  return [os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/');
}

/**
 * Normalised name of a platform, as container runtimes compare them (containerd/platforms, `Normalize`): `linux/arm64/v8`
 * is `linux/arm64`, `linux/arm` is `linux/arm/v7`. For comparison only; messages show the original name.
 */
export function canonicalPlatform(name: string): string {
  const [os = '', architecture = '', variant = '', ...rest] = name.toLowerCase().split('/');
  const system = os === 'macos' ? 'darwin' : os;
  return [system, ...canonicalMachine(architecture, variant), ...rest].filter((part) => part !== '').join('/');
}

/** Whether a container runtime treats two names as the same platform. */
export function samePlatform(one: string, other: string): boolean {
  return canonicalPlatform(one) === canonicalPlatform(other);
}

function canonicalMachine(architecture: string, variant: string): readonly [string, string] {
  switch (architecture) {
    case 'i386':
      return ['386', ''];
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return ['amd64', variant === 'v1' ? '' : variant];
    case 'aarch64':
    case 'arm64':
      return ['arm64', ['8', 'v8'].includes(variant) ? '' : variant];
    case 'armhf':
      return ['arm', 'v7'];
    case 'armel':
      return ['arm', 'v6'];
    case 'arm':
      return ['arm', variant === '' ? 'v7' : /^[5-8]$/.test(variant) ? `v${variant}` : variant];
    default:
      return [architecture, variant];
  }
}
