import { describe, expect, it } from '@jest/globals';
import { fileNameOf, namedKind } from './named-kind.js';

const of = (name: string, more: { readonly uri?: string; readonly mediaType?: string } = {}) =>
  namedKind({ name, digest: { sha256: 'a'.repeat(64) }, ...more });

describe('a subject of a statement names', () => {
  it.each([
    // cosign attest, actions/attest, ko, Tekton Chains: the repository with its registry
    'ghcr.io/acme/app',
    'ghcr.io/Acme/App',
    'index.docker.io/library/alpine',
    'registry.gitlab.com/acme/team/app',
    '127.0.0.1:5000/acme/app',
    'localhost:5000/app',
    'localhost/app',
    'registry:5000/app',
    '[::1]:5000/app',
    '10.0.0.1/app',
    // ambiguous, treated as an image: it could also be the name of a folder
    'foo.app/foo',
    'registry.acme.com/team/node.js',
    'ghcr.io/acme/tool.jar',
    'GHCR.IO/acme/app',
    'eu.gcr.io/acme/tool.jar',
    '1234.dkr.ecr.eu-west-1.amazonaws.com/tool.jar',
    'com.acme.tool:5000/tool.jar',
    'com.acme.tool/tool.jar:v1',
    `com.acme.tool/tool.jar@sha256:${'a'.repeat(64)}`,
    'oci://com.acme.tool/tool.jar',
    // with tag and digest, as the platforms of an index are named
    `ghcr.io/acme/app@sha256:${'a'.repeat(64)}`,
    'ghcr.io/acme/app:v1.2',
    'oci://ghcr.io/acme/app',
    // BuildKit and other writers of package URLs
    'pkg:docker/acme/app@latest?platform=linux%2Famd64',
    'pkg:oci/app@sha256%3Aaa?repository_url=ghcr.io/acme/app',
  ])('an image: %s', (name) => expect(of(name)).toBe('image'));

  it.each([
    'app.tgz',
    'dist/app.tgz',
    'acme/app',
    'v1.2/app',
    'release-1.2.3/app',
    '/home/runner/dist/app',
    'C:/dist/app',
    './ghcr.io/acme/app',
    'ghcr.io/',
    'ghcr.io/acme//app',
    // a folder with a dot, not a registry
    'Acme.Tool/bin/x.nupkg',
    'com.acme.tool/tool.jar',
    'com.acme.tool/lib/tool-1.2.tar.gz',
    'Foo.app/foo',
    // npm and other packages are files
    'pkg:npm/%40acme/app@1.0.0',
    'pkg:pypi/app@1.0.0',
    'pkg:github/acme/app@v1',
  ])('a file: %s', (name) => expect(of(name)).toBe('file'));

  it.each(['', '.', '_'])('nothing: "%s"', (name) => expect(of(name)).toBe('nothing'));

  it('an image by its media type or URI', () => {
    for (const mediaType of [
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
    ]) {
      expect(of('app', { mediaType })).toBe('image');
    }
    expect(of('app', { mediaType: 'application/gzip' })).toBe('file');
    expect(of('', { uri: 'oci://ghcr.io/acme/app' })).toBe('image');
    expect(of('', { uri: 'https://example.com/app.tgz' })).toBe('file');
  });

  it('a file; for a package on npm, its tarball', () => {
    const fileName = (name: string) => fileNameOf({ name, digest: {} });
    expect(fileName('dist/app.tgz')).toBe('app.tgz');
    expect(fileName('C:\\dist\\app.exe')).toBe('app.exe');
    expect(fileName('pkg:npm/app@1.0.0')).toBe('app-1.0.0.tgz');
    expect(fileName('pkg:npm/%40acme/app@1.0.0')).toBe('acme-app-1.0.0.tgz');
    expect(fileName('com.acme.tool/tool.jar')).toBe('tool.jar');
    expect(fileName('ghcr.io/acme/app')).toBe('');
    expect(fileName('')).toBe('');
  });
});
