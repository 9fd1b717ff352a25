import { describe, expect, it } from '@jest/globals';
import { canonicalPlatform, platformName, samePlatform } from './index.js';

describe('platforms', () => {
  it.each([
    ['linux/amd64', ['linux/amd64/v1', 'Linux/AMD64', 'linux/x86_64', 'linux/x86-64']],
    ['linux/386', ['linux/i386']],
    ['linux/arm64', ['linux/arm64/v8', 'linux/arm64/8', 'linux/aarch64']],
    ['linux/arm/v7', ['linux/arm', 'linux/arm/7', 'linux/armhf']],
    ['linux/arm/v6', ['linux/arm/6', 'linux/armel']],
    ['darwin/arm64', ['macos/arm64']],
    ['windows/amd64', ['windows/amd64']],
  ])('%s has one spelling', (canonical, spellings) => {
    expect(canonicalPlatform(canonical)).toBe(canonical);
    expect(spellings.map(canonicalPlatform)).toEqual(spellings.map(() => canonical));
  });

  it.each([
    ['linux/amd64', 'linux/arm64'],
    ['linux/amd64', 'linux/amd64/v3'],
    ['linux/arm/v6', 'linux/arm'],
    ['linux/arm64', 'linux/arm64/v9'],
    ['linux/amd64', 'windows/amd64'],
    ['linux/amd64', 'linux/amd64/v1/x'],
    ['linux', 'linux/amd64'],
  ])('%s is not %s', (one, other) => {
    expect(samePlatform(one, other)).toBe(false);
  });

  it('are named with the variant where there is one', () => {
    expect(platformName({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
    expect(platformName({ os: 'linux', architecture: 'amd64', variant: '' })).toBe('linux/amd64');
  });
});
