import { describe, expect, it } from '@jest/globals';
import type { FileSubject } from '../artifacts/index.js';
import { testRun } from '../net/testing/test-run.js';
import { EachOnce } from './each-once.js';

const file = (name: string, path: string, sha256: string): FileSubject => ({
  ...{ kind: 'file', name, path, size: 1, content: 'data' },
  digests: { sha256 },
});

describe('a file from two sources', () => {
  it('is collected once', () => {
    const once = new EachOnce(testRun());
    const [app] = once.onlyNew([file('app', '/app', 'a')]);
    expect(app?.name).toBe('app');
    expect(once.onlyNew([file('app', '/app', 'a'), file('lib', '/lib', 'b')]).map(({ name }) => name)).toEqual(['lib']);
  });

  it.each([
    ['was another one when it was read first', file('app', '/app', 'changed')],
    ['was another one, and has another name', file('other', '/app', 'changed')],
    ['has the name of another one', file('app', '/elsewhere/app', 'a')],
  ])('is refused where it %s', (_, second) => {
    const once = new EachOnce(testRun());
    once.onlyNew([file('app', '/app', 'a')]);
    expect(() => once.onlyNew([second])).toThrow(expect.objectContaining({ code: 'SUBJECT_DUPLICATE' }));
  });
});
