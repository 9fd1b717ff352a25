import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { appendSummary, setOutput } from './files.js';

function file(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'countersign-kit-')), 'file');
  writeFileSync(path, '');
  return path;
}

/** Reads a GITHUB_OUTPUT file as the runner does. */
function parse(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, delimiter] = /^([^<]+)<<(.+)$/.exec(lines[index] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, index + 1);
    outputs[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return outputs;
}

describe('setOutput', () => {
  it('carries any value, and none can set another output', () => {
    const path = file();
    const commands = { env: { GITHUB_OUTPUT: path }, random: (length: number) => randomBytes(length) };
    const evil = 'x\nEOF\ndecision<<EOF\nallowed\nEOF';
    setOutput(commands, 'bundles', evil);
    setOutput(commands, 'decision', 'denied');
    expect(parse(readFileSync(path, 'utf8'))).toEqual({ bundles: evil, decision: 'denied' });
  });

  it('refuses a value that holds its own delimiter', () => {
    const random = (length: number): Uint8Array => new Uint8Array(length);
    expect(() => {
      setOutput({ env: { GITHUB_OUTPUT: file() }, random }, 'a', `x\ncountersign_${'00'.repeat(16)}\nb`);
    }).toThrow('delimiter');
  });
});

describe('appendSummary', () => {
  it('stays below what GitHub accepts, cut at a line, and says so', () => {
    const path = file();
    appendSummary(
      { GITHUB_STEP_SUMMARY: path },
      Array.from({ length: 30_000 }, (_, row) => `| ${String(row)} | ${'ü'.repeat(40)} |`).join('\n'),
    );
    const text = readFileSync(path, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('The summary is cut here');
    expect(text).not.toContain('\ufffd');
  });
});
