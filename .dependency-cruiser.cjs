// The rules of docs/architecture.md, each with a bad example under test/dependency-rules that proves it fires.

/** The libraries that only one of ours may import, by that one. */
const hosts = {
  postgres: 'pg|typeorm|@nestjs/typeorm',
  kafka: 'kafkajs',
  queue: 'bullmq|ioredis|@nestjs/bullmq',
};

const own = (area) => `(?:^|/)${area}/`;
const packagesNamed = (names) => `(?:^|node_modules/)(?:${names})(?:/|$)`;
const tests = '\\.(unit|property|int|e2e)\\.ts$|(^|/)testing-[^/]*\\.ts$|(^|/)(test|libs/testing)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two modules that import each other cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-app-from-outside',
      comment: 'An app is one process: nobody imports it, no lib and no other app.',
      severity: 'error',
      from: { path: own('(apps|libs)/([^/]+)'), pathNot: tests },
      to: { path: own('apps/([^/]+)'), pathNot: own('$1/$2') },
    },
    {
      name: 'domain-imports-nothing',
      comment: 'The law of the thing stands by itself, without framework, clock or node:*.',
      severity: 'error',
      from: { path: own('libs/domain'), pathNot: tests },
      to: { pathNot: own('libs/domain') },
    },
    {
      name: 'technical-libs-know-no-domain',
      comment: 'kafka, queue and platform could serve any other project.',
      severity: 'error',
      from: { path: own('libs/(kafka|queue|platform)'), pathNot: tests },
      to: { path: own('libs/(domain|contracts|letters|postgres)') },
    },
    {
      name: 'libs-know-only-the-domain',
      comment: 'contracts, postgres, letters and registers may import domain, and platform for its ports.',
      severity: 'error',
      from: { path: own('libs/(contracts|postgres|letters|registers)'), pathNot: tests },
      to: { path: own('libs/[^/]+'), pathNot: [own('libs/(?:domain|platform)'), own('libs/$1')].join('|') },
    },
    {
      name: 'only-by-the-door',
      comment: 'A lib is imported by its index; what it does not export is its own.',
      severity: 'error',
      from: { path: own('(apps|libs)/([^/]+)') },
      to: {
        path: own('libs/[^/]+/src'),
        pathNot: [own('$1/$2'), '/libs/[^/]+/src/index\\.ts$', '^libs/[^/]+/src/index\\.ts$'].join('|'),
      },
    },
    ...Object.entries(hosts).map(([lib, packages]) => ({
      name: `only-${lib}-imports-its-driver`,
      comment: `Connections come from libs/${lib}, with its limits and its rules.`,
      severity: 'error',
      from: { pathNot: [own(`libs/${lib}`), tests].join('|') },
      to: { path: packagesNamed(packages) },
    })),
    {
      name: 'no-test-code-in-production',
      comment: 'What tests need never reaches a process.',
      severity: 'error',
      from: { pathNot: tests },
      to: {
        path: [own('libs/testing'), '\\.(unit|property|int|e2e)\\.ts$', '(^|/)testing-[^/]*\\.ts$'].join('|'),
      },
    },
    {
      name: 'only-declared-packages',
      comment: 'A package that is not in package.json is there by chance.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|libs/contracts/generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['eropaf-source', 'import', 'require', 'node', 'default'],
      // Doors of a package beside its first, such as csv-parse/sync.
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json'],
    },
    moduleSystems: ['cjs', 'es6'],
  },
};
