import { THEME } from '../theme.ts';

/** One look for all elements. Logical properties only, so that it reads from right to left as well. */
const CSS = `
:host { ${THEME} display: block; }
/* What only surrounds the page's own content leaves its look alone. */
:host(:not(hallpass-provider, hallpass-show)), .explanation { color: var(--hp-text); font: var(--hp-font-size)/1.5 var(--hp-font); text-align: start; }
:host([hidden]) { display: none; }
:host(hallpass-provider), :host(hallpass-show) { display: contents; }
:host(hallpass-account-switcher), :host(hallpass-project-switcher), :host(hallpass-inbox-bell) { display: inline-block; position: relative; }
*, ::before, ::after { box-sizing: border-box; }
h1, h2, h3, p, dl, dd, ul, blockquote, table { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3 { font-size: 1.25em; line-height: 1.3; overflow-wrap: anywhere; }
:is(h1, h2, h3, h4, h5, h6):focus { outline: none; }
p, dd, li, td { overflow-wrap: anywhere; }
button { font: inherit; color: inherit; cursor: pointer; min-block-size: var(--hp-control); padding: 0 calc(var(--hp-space) * 3);
  border: 1px solid var(--hp-border); border-radius: var(--hp-radius); background: var(--hp-surface); }
button:hover { background: var(--hp-hover); }
button.primary { background: var(--hp-accent); border-color: transparent; color: var(--hp-on-accent); }
button.primary:hover { filter: brightness(1.08); }
button.quiet { border-color: transparent; background: none; color: var(--hp-accent-text); }
button.quiet:hover { background: var(--hp-hover); }
button.danger { color: var(--hp-danger); }
button[aria-disabled='true'] { cursor: not-allowed; opacity: 0.6; }
button[aria-busy='true'] { cursor: progress; }
::slotted([aria-disabled='true']) { cursor: not-allowed; opacity: 0.55; }
:focus-visible { outline: 2px solid var(--hp-focus); outline-offset: 2px; }
input { font: inherit; color: inherit; background: var(--hp-surface); min-block-size: var(--hp-control); inline-size: 100%;
  padding: 0 calc(var(--hp-space) * 3); border: 1px solid var(--hp-border); border-radius: var(--hp-radius); }
a { color: var(--hp-accent-text); }
.stack { display: grid; gap: calc(var(--hp-space) * 4); justify-items: start; }
.row { display: flex; flex-wrap: wrap; gap: calc(var(--hp-space) * 2); align-items: center; }
.muted { color: var(--hp-muted); }
.problem { color: var(--hp-danger); }
.facts { display: grid; gap: calc(var(--hp-space) * 2); }
.facts > div { display: grid; grid-template-columns: 10em 1fr; gap: calc(var(--hp-space) * 3); }
.facts dt { color: var(--hp-muted); }
.note { border-inline-start: 3px solid var(--hp-border); padding-inline-start: calc(var(--hp-space) * 3); }
.picture { display: inline-grid; place-items: center; flex: none; inline-size: 2em; block-size: 2em; border-radius: calc(var(--hp-radius) * 0.75);
  background: var(--hp-hover); color: var(--hp-accent-text); font-weight: 600; }
.panel { position: absolute; z-index: 10; inset-block-start: calc(100% + var(--hp-space));
  inline-size: max-content; min-inline-size: 16em; max-inline-size: min(24em, 90vw); max-block-size: 70vh; overflow: auto; padding: calc(var(--hp-space) * 2);
  background: var(--hp-surface); border: 1px solid var(--hp-border); border-radius: var(--hp-radius); box-shadow: var(--hp-shadow); }
:host(:focus-within) .panel { z-index: 11; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:host(hallpass-inbox-bell) .panel { inline-size: min(24em, 90vw); padding: calc(var(--hp-space) * 4); }
.selector { display: inline-flex; align-items: center; gap: calc(var(--hp-space) * 2); text-align: start; padding-block: calc(var(--hp-space) * 1); max-inline-size: 20em; }
.text { display: grid; min-inline-size: 0; line-height: 1.3; }
.name { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: -webkit-match-parent; text-align: match-parent; }
.about { font-size: 0.86em; color: var(--hp-muted); }
.item { display: flex; inline-size: 100%; align-items: center; gap: calc(var(--hp-space) * 2); text-align: start; border: 0; background: none;
  padding: var(--hp-space) calc(var(--hp-space) * 2); }
.item > svg:last-child { margin-inline-start: auto; }
.item.apart { border-block-start: 1px solid var(--hp-border); border-radius: 0; margin-block-start: var(--hp-space); }
svg { inline-size: 1.15em; block-size: 1.15em; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.bell { position: relative; inline-size: var(--hp-control); padding: 0; display: inline-grid; place-items: center; }
.count { position: absolute; inset-block-start: -0.4em; inset-inline-end: -0.4em; min-inline-size: 1.5em; padding: 0 0.35em; border-radius: 1em;
  background: var(--hp-accent); color: var(--hp-on-accent); font-size: 0.75em; line-height: 1.5em; text-align: center; }
.list { display: grid; gap: calc(var(--hp-space) * 4); inline-size: 100%; }
.list > li { display: grid; gap: calc(var(--hp-space) * 2); }
.list > li + li { border-block-start: 1px solid var(--hp-border); padding-block-start: calc(var(--hp-space) * 4); }
.head { display: flex; inline-size: 100%; justify-content: space-between; align-items: center; gap: calc(var(--hp-space) * 2); }
dialog { color: inherit; background: var(--hp-surface); border: 1px solid var(--hp-border); border-radius: var(--hp-radius);
  box-shadow: var(--hp-shadow); padding: calc(var(--hp-space) * 6); inline-size: min(28em, 92vw); }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
label { display: grid; gap: var(--hp-space); inline-size: 100%; }
form { display: grid; gap: calc(var(--hp-space) * 4); }
.explanation { display: grid; gap: calc(var(--hp-space) * 2); padding: calc(var(--hp-space) * 3); margin-block-start: var(--hp-space);
  border: 1px solid var(--hp-border); border-radius: var(--hp-radius); background: var(--hp-surface); max-inline-size: 32em; }
.code { font-family: ui-monospace, monospace; font-size: 0.86em; color: var(--hp-muted); }
`;

/** The sheet of a document: a constructed one serves only the document in which it was made. */
const sheets = new WeakMap<Document, CSSStyleSheet>();

/** Gives a shadow root the elements' look. A constructed sheet, so that `style-src 'self'` lets it be. */
export const applyStyles = (root: ShadowRoot, document: Document): void => {
  try {
    root.adoptedStyleSheets = [styleSheetOf(document)];
  } catch {
    // A browser or test environment without constructed sheets shows the elements without a look.
  }
};

const styleSheetOf = (document: Document): CSSStyleSheet => {
  let sheet = sheets.get(document);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    sheets.set(document, sheet);
  }
  return sheet;
};
