/** Attacks on audit trails that real servers would write, and what `oasgard audit verify` says of each. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrailExpectations, type TrailReport, TrailVerifier } from '../../../src/cli/audit-verify.js';
import { canonicalJson } from '../../../src/runtime/audit/canonical-json.js';
import { type ChainHead, newChain, sealRecord } from '../../../src/runtime/audit/chain.js';
import { checkpointLine, readSigningKey, type SigningKey } from '../../../src/runtime/audit/checkpoint.js';
import { fileSink } from '../../../src/runtime/audit/file-sink.js';
import { rotatedPaths } from '../../../src/runtime/audit/trail-files.js';
import { runCli, sharedCli } from './run-cli.js';

const root = mkdtempSync(path.join(tmpdir(), 'oasgard-verify-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const pem = (key: KeyObject, type: 'pkcs8' | 'spki'): string => String(key.export({ type, format: 'pem' }));
const record = (n: number): string =>
  canonicalJson({
    id: `r${n}`,
    kind: n % 2 === 0 ? 'outcome' : 'intent',
    requestId: `q${n >> 1}`,
    where: { host: 'h' },
  });

/** Files of a trail with twelve records and a checkpoint after every fifth. */
async function makeTrail(name: string, signingKey: string | undefined, maxBytes?: number): Promise<string> {
  const file = path.join(root, `${name}.ndjson`);
  const sink = fileSink(file, {
    signingKey,
    checkpointRecords: 5,
    ...(maxBytes !== undefined && { maxBytes }),
  });
  for (let n = 1; n <= 12; n += 1) {
    sink.append(record(n));
    await sink.commit();
  }
  await sink.close();
  return file;
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

function verifyFiles(
  files: Readonly<Record<string, readonly string[]>>,
  expectations: Partial<TrailExpectations> = {},
): TrailReport {
  const verifier = new TrailVerifier({ keys: [], anchor: null, ...expectations });
  for (const [file, lines] of Object.entries(files)) {
    verifier.beginFile(file);
    for (const line of lines) verifier.takeLine(Buffer.from(line), true);
  }
  return verifier.finish();
}

const verify = (lines: readonly string[], expectations?: Partial<TrailExpectations>): TrailReport =>
  verifyFiles({ 'audit.ndjson': lines }, expectations);

/** Everything that an attacker without the key can write. */
function rewrite(lines: readonly string[], start: ChainHead, key: SigningKey | null): string[] {
  let head = start;
  return lines.map((line) => {
    const members = JSON.parse(line) as Record<string, unknown>;
    if (members['kind'] === 'checkpoint') return checkpointLine(head, members['reason'] as 'begin', key, 0);
    delete members['chain'];
    const sealed = sealRecord(canonicalJson(members), head);
    head = sealed.head;
    return sealed.line;
  });
}

let signed: string[] = [];
let unsigned: string[] = [];
const key = { keys: [ours.publicKey] };

beforeAll(async () => {
  signed = linesOf(await makeTrail('signed', pem(ours.privateKey, 'pkcs8')));
  unsigned = linesOf(await makeTrail('unsigned', undefined));
});

/** The trail with some lines exchanged for others. */
const spliced = (lines: readonly string[], start: number, count: number, ...inserted: string[]): string[] =>
  lines.toSpliced(start, count, ...inserted);

describe('a trail nobody touched', () => {
  it('is whole, signed to its end, and closed', () => {
    expect(verify(signed, key)).toMatchObject({
      fault: null,
      begin: 0,
      end: { seq: 12 },
      closed: true,
      signed: true,
      signedThrough: 12,
      checkpoints: 4,
      records: new Map([
        ['intent', 6],
        ['outcome', 6],
      ]),
    });
    expect(verify(unsigned)).toMatchObject({
      fault: null,
      signed: false,
      signedThrough: null,
      checkpoints: 2,
    });
  });

  it('is whole also when a collector wrote its lines anew', () => {
    const other = signed.map((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' '));
    const sorted = other.map((line) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).toReversed())),
    );
    expect(verify(other, key).fault).toBeNull();
    expect(verify(sorted, key).fault).toBeNull();
  });
});

const chained = (line: string): ChainHead => (JSON.parse(line) as { chain: ChainHead }).chain;

// Lines of the signed trail: 1 begin, 2 to 6 records 1 to 5, 7 checkpoint, 8 to 12 records 6 to 10, 13 checkpoint,
// 14 and 15 records 11 and 12, 16 closed.
describe('an attack', () => {
  it.each<[string, () => string[], { kind: string; line: number; message?: RegExp }]>([
    [
      'changes a record',
      () => spliced(signed, 3, 1, signed[3]!.replace('"q1"', '"q9"')),
      { kind: 'changed', line: 4 },
    ],
    [
      'changes a record and its hash',
      () =>
        spliced(signed, 3, 1, rewrite([signed[3]!.replace('"q1"', '"q9"')], chained(signed[2]!), null)[0]!),
      {
        kind: 'changed',
        line: 5,
        message: /Record 4 does not follow on record 3: one of the two was changed/,
      },
    ],
    [
      'names a member twice',
      () => spliced(signed, 3, 1, signed[3]!.replace('{', '{"id":"x",')),
      { kind: 'changed', line: 4 },
    ],
    ['blanks a line', () => spliced(signed, 3, 1, ''), { kind: 'changed', line: 4 }],
    [
      'writes zeros over a line',
      () => spliced(signed, 3, 1, '\0'.repeat(signed[3]!.length)),
      { kind: 'changed', line: 4 },
    ],
    [
      'removes a record',
      () => spliced(signed, 3, 1),
      { kind: 'removed', line: 4, message: /^Record 3 was removed before this line/ },
    ],
    [
      'removes many',
      () => spliced(signed, 3, 7),
      { kind: 'removed', line: 4, message: /^Records 3 to 8 were removed/ },
    ],
    [
      'removes the last before a checkpoint',
      () => spliced(signed, 5, 1),
      { kind: 'removed', line: 6, message: /^Record 5 was removed before this checkpoint/ },
    ],
    ['removes the beginning', () => signed.slice(1), { kind: 'removed', line: 1 }],
    ['begins at a checkpoint in between', () => signed.slice(6), { kind: 'removed', line: 1 }],
    [
      'swaps two records',
      () => spliced(signed, 3, 2, signed[4]!, signed[3]!),
      { kind: 'reordered', line: 4, message: /^Record 4 was moved: record 3 comes after it/ },
    ],
    [
      'moves a record to the end',
      () => [...spliced(signed, 3, 1), signed[3]!],
      { kind: 'reordered', line: 4 },
    ],
    [
      'inserts a record without a place',
      () => spliced(signed, 3, 0, record(99)),
      { kind: 'inserted', line: 4 },
    ],
    [
      'inserts a record with a place made up',
      () => spliced(signed, 3, 0, `${record(99).slice(0, -1)},"chain":{"hash":"${'0'.repeat(64)}","seq":3}}`),
      { kind: 'inserted', line: 4, message: /the one after it follows on the one before/ },
    ],
    [
      'inserts a record with a place and a hash that fit',
      () => spliced(signed, 3, 0, rewrite([record(99)], chained(signed[2]!), null)[0]!),
      { kind: 'inserted', line: 5, message: /^Record 3 comes a second time/ },
    ],
    ['plays a record again', () => spliced(signed, 5, 0, signed[2]!), { kind: 'inserted', line: 6 }],
    ['plays the beginning again', () => [...signed, ...signed], { kind: 'inserted', line: 17 }],
    ['plays a part again', () => [...signed, ...signed.slice(1, 6)], { kind: 'inserted', line: 17 }],
    [
      'moves a checkpoint up',
      () => spliced(spliced(signed, 6, 1), 4, 0, signed[6]!),
      { kind: 'removed', line: 5 },
    ],
    [
      'moves a checkpoint down',
      () => spliced(spliced(signed, 6, 1), 8, 0, signed[6]!),
      { kind: 'inserted', line: 9 },
    ],
    ['writes everything anew', () => rewrite(signed, newChain(), null), { kind: 'forged', line: 16 }],
    [
      'writes everything anew under a key of its own',
      () => rewrite(signed, newChain(), readSigningKey(pem(theirs.privateKey, 'pkcs8'))),
      { kind: 'forged', line: 1, message: /a key that was not given/ },
    ],
    [
      'writes the rest anew after a signature',
      () => [...signed.slice(0, 7), ...rewrite(signed.slice(7), chained(signed[5]!), null)],
      { kind: 'forged', line: 13, message: /no signature, though/ },
    ],
    [
      'writes records anew between two signatures',
      () => [
        ...signed.slice(0, 7),
        ...rewrite(
          signed.slice(7, 11).map((line) => line.replace('"q4"', '"q9"')),
          chained(signed[5]!),
          null,
        ),
        ...signed.slice(11),
      ],
      { kind: 'changed', line: 12 },
    ],
    [
      'takes over signatures for other records',
      () =>
        rewrite(signed, newChain(), null).map((line, index) =>
          [0, 6, 12, 15].includes(index) ? signed[index]! : line,
        ),
      { kind: 'changed', line: 2 },
    ],
    [
      'changes what a checkpoint says',
      () => spliced(signed, 6, 1, signed[6]!.replace('"interval"', '"closed"')),
      { kind: 'forged', line: 7 },
    ],
    [
      'names another key in a checkpoint',
      () => spliced(signed, 6, 1, signed[6]!.replace(/"key":"[^"]*"/, '"key":"x"')),
      { kind: 'forged', line: 7 },
    ],
    [
      'takes the signature of another checkpoint',
      () =>
        spliced(
          signed,
          6,
          1,
          signed[6]!.replace(/"signature":"[^"]*"/, /"signature":"[^"]*"/.exec(signed[12]!)![0]),
        ),
      { kind: 'forged', line: 7 },
    ],
    ['leaves nothing', () => [], { kind: 'removed', line: 0 }],
  ])('that %s is found', (_attack, attacked, { message = /./, ...fault }) => {
    expect(verify(attacked(), key).fault).toMatchObject({
      ...fault,
      message: expect.stringMatching(message),
    });
  });

  it('on any byte of any line is found', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (line, place, change) => {
        const index = line % signed.length;
        const bytes = Buffer.from(signed[index]!);
        bytes[place % bytes.length]! ^= change;
        const verifier = new TrailVerifier({ anchor: null, ...key });
        verifier.beginFile('audit.ndjson');
        for (const [other, text] of signed.entries())
          verifier.takeLine(other === index ? bytes : Buffer.from(text), true);
        const { fault } = verifier.finish();
        expect(fault).not.toBeNull();
        expect([index + 1, index + 2]).toContain(fault!.line);
      }),
      { numRuns: 500 },
    );
  });

  it('that cuts the end off shows as an open end, and against an anchor as what it is', () => {
    const anchor = verify(signed, key).end!;
    for (const length of [15, 14, 13, 8]) {
      const cut = signed.slice(0, length);
      expect(verify(cut, key)).toMatchObject({ fault: null, closed: false });
    }
    expect(verify(signed.slice(0, 15), { ...key, anchor }).fault).toBeNull();
    expect(verify(signed.slice(0, 14), { ...key, anchor }).fault).toMatchObject({
      kind: 'removed',
      message: expect.stringContaining('Record 12, which the anchor saw'),
    });
    const anew = rewrite(unsigned, newChain(), null);
    expect(verify(anew)).toMatchObject({ fault: null, signed: false });
    expect(verify(anew, { anchor: verify(unsigned).end }).fault).toMatchObject({ kind: 'rewritten' });
  });

  it('on a trail that was unsigned at first is found from the first signature back', () => {
    const signingKey = readSigningKey(pem(ours.privateKey, 'pkcs8'));
    const half = unsigned.slice(0, 7);
    const end = chained(half.at(-1)!);
    const grown = [...half, checkpointLine(end, 'interval', signingKey, 0)];
    expect(verify(grown, key)).toMatchObject({ fault: null, signedThrough: 6 });
    const changed = rewrite(
      half.map((line) => line.replace('"q1"', '"q9"')),
      newChain(),
      null,
    );
    expect(verify([...changed, grown.at(-1)!], key).fault).toMatchObject({ kind: 'rewritten', line: 8 });
  });
});

describe('a trail of several files', () => {
  let files: Readonly<Record<string, readonly string[]>> = {};
  let names: readonly string[] = [];

  beforeAll(async () => {
    const file = await makeTrail('rotated', pem(ours.privateKey, 'pkcs8'), 1500);
    names = [...rotatedPaths(file), file];
    files = Object.fromEntries(names.map((name) => [name, linesOf(name)]));
    expect(names.length).toBeGreaterThan(2);
  });

  const without = (index: number): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(Object.entries(files).filter((_, other) => other !== index));

  it('is one trail', () => {
    expect(verifyFiles(files, key)).toMatchObject({
      fault: null,
      begin: 0,
      end: { seq: 12 },
      signedThrough: 12,
    });
  });

  it('may lack its beginning, and says so', () => {
    const report = verifyFiles(without(0), key);
    expect(report.fault).toBeNull();
    expect(report.begin).toBeGreaterThan(0);
    expect(verifyFiles(without(0), { ...key, anchor: { seq: 1, hash: '0'.repeat(64) } }).fault?.kind).toBe(
      'removed',
    );
  });

  it('may lack nothing else', () => {
    expect(verifyFiles(without(1), key).fault).toMatchObject({ kind: 'removed', file: names[2], line: 1 });
    expect(verifyFiles(without(names.length - 1), key).fault).toMatchObject({ kind: 'removed' });
    const cut = { ...files, [names[0]!]: files[names[0]!]!.slice(0, -1) };
    expect(verifyFiles(cut, key).fault).toMatchObject({ kind: 'removed', file: names[0] });
  });

  it('takes no file of another trail', () => {
    const other = { [names[0]!]: files[names[0]!]!, 'other.ndjson': signed };
    expect(verifyFiles(other, key).fault).toMatchObject({ kind: 'inserted', file: 'other.ndjson', line: 1 });
  });
});

function save(name: string, text: string | Uint8Array): void {
  writeFileSync(path.join(root, name), text);
}

describe('oasgard audit verify', { timeout: 60_000 }, () => {
  const { cli, remove } = sharedCli();
  afterAll(remove);
  const run = (args: readonly string[]) => runCli(cli, root, ['audit', 'verify', ...args]);

  it('says that a trail is whole, in words and as JSON', async () => {
    save('public.pem', pem(ours.publicKey, 'spki'));
    const text = await run(['signed.ndjson', '--key', 'public.pem']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(
      /^signed\.ndjson: whole\n {2}12 records hold \(6 intent, 6 outcome\), in 1 file\n {2}4 checkpoints, signed through record 12\n {2}ends in order\n {2}anchor 12:[0-9a-f]{64}\n$/,
    );
    const anchor = /anchor (.*)/.exec(text.stdout)![1]!;
    const json = await run(['signed.ndjson', '--anchor', anchor, '--format', 'json']);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({
      whole: true,
      records: { intent: 6, outcome: 6 },
      signed: true,
      signedThrough: null,
      end: { seq: 12 },
      fault: null,
    });
    expect((await run(['unsigned.ndjson'])).stdout).toContain('unsigned: who can write the files');
    expect((await run(['signed.ndjson'])).stdout).toContain('signatures not checked');
  });

  it('names the first line that is wrong, and exits 1', async () => {
    save('changed.ndjson', `${spliced(signed, 3, 1, signed[3]!.replace('q1', 'q9')).join('\n')}\n`);
    const { code, stdout } = await run(['changed.ndjson']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^changed\.ndjson:4: changed\. Record 3 does not follow/);
    expect(stdout).not.toContain('anchor');
    save('torn.ndjson', signed.join('\n').slice(0, -4));
    expect((await run(['torn.ndjson'])).stdout).toMatch(/^torn\.ndjson:16: torn\./);
    save('empty.ndjson', '');
    expect((await run(['empty.ndjson'])).code).toBe(1);
    save(
      'hostile.ndjson',
      `${signed[0]!}\n${rewrite([canonicalJson({ kind: 'alarm', reason: '\u001B[2J\u202e' })], JSON.parse(signed[0]!) as ChainHead, null)[0]!}\n`,
    );
    const hostile = await run(['hostile.ndjson']);
    expect(hostile.stdout).toContain('alarm <U+001B>[2J<U+202E>');
    expect(hostile.code).toBe(0);
  });

  it('reads lines and files of any size in bounded memory', async () => {
    const huge = Buffer.alloc(64 * 1024 * 1024, 'x');
    save('huge.ndjson', Buffer.concat([Buffer.from(`${signed.slice(0, 3).join('\n')}\n`), huge]));
    const { code, stdout } = await run(['huge.ndjson']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^huge\.ndjson:4: changed\. This line is longer than any record/);
    rmSync(path.join(root, 'huge.ndjson'));
  });

  it('reads full files beside the one that is named', async () => {
    expect((await run(['rotated.ndjson'])).stdout).toMatch(/12 records hold .*, in [3-9] files/);
    renameSync(path.join(root, 'rotated.ndjson'), path.join(root, 'away'));
    const { code, stdout } = await run(['rotated.ndjson']);
    expect(code).toBe(1);
    expect(stdout).toContain('removed. Another file followed this one');
  });

  it.each([
    [['no.ndjson'], /There is no file no\.ndjson/],
    [['.'], /is a folder/],
    [[], /<file> is missing/],
    [['signed.ndjson', '--key', 'no.pem'], /no\.pem/],
    [['signed.ndjson', '--key', 'signed.ndjson'], /holds no public key in PEM/],
    [['signed.ndjson', '--anchor', '12'], /--anchor is a number, a colon/],
    [['signed.ndjson', '--format', 'xml'], /--format cannot be "xml"/],
    [['signed.ndjson', '--kez', 'x'], /Did you mean --key/],
  ])('exits 2 where it cannot check: %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('oasgard audit verify --help');
  });
});
