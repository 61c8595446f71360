import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const project = resolve(__dirname, '../..');

/** A bad example for every rule: file → what it imports. Each file name says which rule it breaks. */
const badExamples: Readonly<Record<string, readonly [file: string, imports: string][]>> = {
  'no-circle': [
    ['libs/kafka/src/circle-one.ts', './circle-two.js'],
    ['libs/kafka/src/circle-two.ts', './circle-one.js'],
  ],
  'no-app-from-outside': [['apps/desk/src/uses-intake.ts', '../../intake/src/thing.js']],
  'domain-imports-nothing': [['libs/domain/src/uses-node.ts', 'node:fs']],
  'technical-libs-know-no-domain': [['libs/queue/src/uses-domain.ts', '../../domain/src/index.js']],
  'libs-know-only-the-domain': [
    ['libs/letters/src/uses-kafka.ts', '../../kafka/src/index.js'],
    ['libs/registers/src/stores-what-it-reads.ts', '../../kafka/src/index.js'],
  ],
  'only-by-the-door': [['apps/desk/src/goes-inside.ts', '../../../libs/domain/src/inside.js']],
  'only-postgres-imports-its-driver': [['apps/desk/src/uses-pg.ts', 'pg']],
  'only-kafka-imports-its-driver': [['apps/desk/src/uses-kafkajs.ts', 'kafkajs']],
  'only-queue-imports-its-driver': [['apps/desk/src/uses-bullmq.ts', 'bullmq']],
  'no-test-code-in-production': [['apps/desk/src/uses-testing.ts', '../../../libs/testing/src/index.js']],
  'only-declared-packages': [['apps/desk/src/uses-undeclared.ts', 'fast-uri']],
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the dependency rules', () => {
  let folder: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eropaf-rules-'));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      cpSync(join(project, file), join(folder, file));
    }
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    for (const lib of ['domain', 'kafka', 'testing'])
      write(`libs/${lib}/src/index.ts`, 'export const one = 1;\n');
    write('libs/domain/src/inside.ts', 'export const one = 1;\n');
    write('apps/intake/src/thing.ts', 'export const one = 1;\n');
    for (const [file, imports] of Object.values(badExamples).flat()) {
      write(file, `import * as used from '${imports}';\nexport const mine = used;\n`);
    }
    const output = execFileSync(
      process.execPath,
      [
        join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--output-type',
        'json',
        'apps',
        'libs',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 50_000_000 },
    );
    violations = (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(badExamples))('%s fires on its bad example', (rule, files) => {
    const broken = violations.filter((one) => one.rule.name === rule).map(({ from }) => from);
    expect(broken).toEqual(expect.arrayContaining(files.slice(0, 1).map(([file]) => file)));
  });

  it('every rule has a bad example', async () => {
    const configuration = (await import(join(project, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    expect(Object.keys(badExamples).sort()).toEqual(
      configuration.default.forbidden.map(({ name }) => name).sort(),
    );
  });
});
