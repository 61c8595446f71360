// One project per kind of test, named in the file name. Unit and property tests need no server.
const common = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/deploy'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['eropaf-source', 'node', 'node-addons'] },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  // TypeScript resolves './x.js' to './x.ts'; jest has to be told.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
};

const kind = (name, more = {}) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/**/*.${name}.ts`],
  ...more,
});

module.exports = {
  maxWorkers: 2,
  // Bounded, and far above what a test takes: a busy machine with two cores is no fault of the code.
  testTimeout: 60_000,
  projects: [kind('unit'), kind('property'), kind('int'), kind('e2e'), kind('matrix')],
};
