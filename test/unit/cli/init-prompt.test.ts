import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src/cli/exit-codes.js';
import { terminalPrompt } from '../../../src/cli/prompt.js';
import { type InitArguments, runInit } from '../../../src/cli/run-init.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oasgard-init-'));
  writeFileSync(path.join(folder, 'openapi.yaml'), 'openapi: 3.1.0\n');
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Answers each question with the next line; `null` ends the input. */
async function answer(lines: readonly (string | null)[], given: Partial<InitArguments> = {}) {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  const left = [...lines];
  let asked = '';
  output.on('data', (text: string) => {
    asked += text;
    if (!/[?)] $/.test(text)) return;
    const line = left.shift();
    if (line === null) input.end();
    else if (line !== undefined) input.write(`${line}\n`);
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const config = path.join(folder, 'oasgard.config.yaml');
  const none = { document: null, out: null, overlays: [], failOn: null, door: null, config, asks: true };
  const code = await runInit({ ...none, ...given }, () => terminalPrompt(input, output));
  return { code, asked, left };
}

describe('init on a terminal', () => {
  it('asks for what no option says, and shows what it takes otherwise', async () => {
    const file = path.join(folder, 'openapi.yaml');
    const { code, asked, left } = await answer(['', '9', '3', '2'], { document: file });
    expect({ code, left }).toEqual({ code: exitCodes.ok, left: [] });
    expect(asked).toContain('Where shall the server be written? (server) ');
    expect(asked).toContain('Which findings are errors? 1 high, 2 medium, 3 low, 4 info, 5 nothing (high) ');
    expect(asked).toContain('Answer with one of: high, medium, low, info, nothing.');
    expect(asked).not.toContain('Which OpenAPI document?');
    const text = readFileSync(path.join(folder, 'oasgard.config.yaml'), 'utf8');
    expect(text).toMatch(/document: openapi\.yaml\nout: .*server"?\nfailOn: low\ndoor: fastify\n$/);
  });

  it('asks again for a document that is not there', async () => {
    const file = path.join(folder, 'openapi.yaml');
    const { asked } = await answer(['no.yaml', file, '', 'nothing', '']);
    expect(asked).toContain('Which OpenAPI document? (openapi.yaml) ');
    expect(asked).toContain('There is no file no.yaml.');
    expect(readFileSync(path.join(folder, 'oasgard.config.yaml'), 'utf8')).not.toContain('failOn');
  });

  it('writes nothing where the input ends', async () => {
    const { code } = await answer(['', null], { document: path.join(folder, 'openapi.yaml') });
    expect(code).toBe(exitCodes.interrupted);
    expect(readdirSync(folder)).toEqual(['openapi.yaml']);
  });
});
