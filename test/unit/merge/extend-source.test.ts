import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendSource } from '../../../src/merge/extend-source.js';
import type { StubAddition } from '../../../src/render/rendered-project.js';

const stub: StubAddition = {
  kind: 'stub',
  name: 'addPet',
  text: '/** Adds. */\nexport const addPet: Handlers["addPet"] = () => problem(501, { Handlers: 1 }.Handlers);\n',
  imports: [
    { module: '../generated/index.js', name: 'Handlers', typeOnly: true },
    { module: '../generated/index.js', name: 'problem', typeOnly: false },
  ],
};

describe('extendSource', () => {
  it.each([
    [
      'an empty module',
      '',
      `import { problem, type Handlers } from '../generated/index.js';\n\n${stub.text}`,
    ],
    [
      'a module that ends in an import',
      `import 'a'`,
      `import 'a'\nimport { problem, type Handlers } from '../generated/index.js';\n\n${stub.text}`,
    ],
    [
      'a list on one line',
      `import { problem } from '../generated/index.js';\nproblem();\n`,
      `import { problem, type Handlers } from '../generated/index.js';\nproblem();\n\n${stub.text}`,
    ],
    [
      'a list with one name a line and a trailing comma',
      `import {\n\tproblem,\n} from '../generated/index.js';\n`,
      `import {\n\tproblem,\n\ttype Handlers,\n} from '../generated/index.js';\n\n${stub.text}`,
    ],
    [
      'a module with a licence and no imports',
      `// licence\n'use strict';\n\n/** Doc. */\nexport const a = 1;\n`,
      `// licence\n'use strict';\n\nimport { problem, type Handlers } from '../generated/index.js';\n\n/** Doc. */\nexport const a = 1;\n\n${stub.text}`,
    ],
  ])('%s', (_, before, after) => {
    expect(extendSource(before, [stub], new Set(before.includes('problem') ? ['problem'] : []))).toBe(after);
  });

  it('uses the local name of what is imported, and another where the name is taken', () => {
    const before = `import { Handlers as H } from '../generated/index.js';\nconst problem = 1;\n`;
    const after = extendSource(before, [stub], new Set(['H', 'problem']));
    expect(after).toContain(`import { Handlers as H, problem as problem2 } from '../generated/index.js';`);
    expect(after).toContain(
      'export const addPet: H["addPet"] = () => problem2(501, { Handlers: 1 }.Handlers);',
    );
  });

  it('keeps every byte, in order, whatever the module holds', () => {
    const fragment = fc.constantFrom(
      'import { problem } from "../generated/index";',
      "import * as all from '../generated/index.js'",
      'import type { Handlers, } from "../generated/index.js" /* c */ // d',
      'export const a = 1',
      '/** doc */',
      '// comment',
      '\r\n',
      '\n\n\t ',
      'export default class { x = `\n`; }',
      'const é = "\\u{1F600}😀";',
      '\uFEFF',
      '#!/usr/bin/env node',
    );
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (parts, eol) => {
          const before = parts.join(eol);
          const after = extendSource(before, [stub], new Set());
          let at = 0;
          for (const character of after) if (before.startsWith(character, at)) at += character.length;
          expect(at).toBe(before.length);
          expect(after.replaceAll('\r\n', '\n')).toContain('export const addPet');
        },
      ),
    );
  });
});
