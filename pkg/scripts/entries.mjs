// What the package publishes: each entry point's source by its file in `dist`, for esbuild. `exports` in package.json
// names them; they share code in chunks, so that one program has one `HallpassError`.
export const ENTRIES = {
  index: 'src/index.ts',
  'index.node': 'src/index.node.ts',
  'index.workerd': 'src/index.workerd.ts',
  gate: 'src/gate.ts',
  accept: 'src/accept.ts',
  join: 'src/join.ts',
  lists: 'src/lists.ts',
  'react/index': 'src/react/index.ts',
  elements: 'src/elements/index.ts',
  'elements-define': 'src/elements/define.ts',
  testing: 'src/testing/index.ts',
  inline: 'src/inline.ts',
  slim: 'src/slim.ts',
  'locales/de': 'src/locales/de.ts',
  'locales/en': 'src/locales/en.ts',
  server: 'src/server/index.ts',
  'server.node': 'src/server/index.node.ts',
  'server.workerd': 'src/server/index.workerd.ts',
};

/** The programs of `npx hallpass`. */
export const COMMAND_ENTRIES = {
  cli: 'src/cli/main.ts',
  supervise: 'src/cli/supervise.ts',
};

/**
 * What `require` gets where it does not load ES modules, as in Jest: sources by file in `dist/commonjs`. The files share
 * one bundle, for the same reason. Its WebAssembly is read from disk, so `inline` is what `index` is.
 */
export const COMMONJS_ENTRIES = {
  index: 'src/index.node.ts',
  gate: 'src/gate.ts',
  accept: 'src/accept.ts',
  join: 'src/join.ts',
  lists: 'src/lists.ts',
  'react/index': 'src/react/index.ts',
  'elements/index': 'src/elements/index.ts',
  'elements/define': 'src/elements/define.ts',
  'testing/index': 'src/testing/index.ts',
  inline: 'src/index.node.ts',
  slim: 'src/slim.ts',
  'locales/de': 'src/locales/de.ts',
  'locales/en': 'src/locales/en.ts',
  'server/index': 'src/server/index.node.ts',
};
