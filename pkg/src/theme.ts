/**
 * The look of the ready-made user interface: every `--hallpass-*` variable that a page may set, with its default. Colours follow the page's `color-scheme`.
 *
 * Declarations for a rule: `:host { … }` in custom elements, a class elsewhere. Rules then use the short names.
 */
export const THEME = `
--hp-accent: var(--hallpass-accent, light-dark(#2f54d6, #4466ea));
--hp-on-accent: var(--hallpass-on-accent, #fff);
--hp-accent-text: var(--hallpass-accent-text, light-dark(#2a4bc4, #9db1ff));
--hp-text: var(--hallpass-text, light-dark(#1a1a18, #ededf0));
--hp-muted: var(--hallpass-muted, light-dark(#5d5d57, #a6a6af));
--hp-surface: var(--hallpass-surface, light-dark(#fff, #18181b));
--hp-hover: var(--hallpass-hover, light-dark(#f3f3f0, #222226));
--hp-border: var(--hallpass-border, light-dark(#cdcdc6, #45454c));
--hp-danger: var(--hallpass-danger, light-dark(#b02a22, #ff9c95));
--hp-ok: var(--hallpass-ok, light-dark(#136a41, #6fd3a0));
--hp-focus: var(--hallpass-focus, var(--hp-accent-text));
--hp-shadow: var(--hallpass-shadow, 0 12px 32px light-dark(rgb(20 20 15 / 14%), rgb(0 0 0 / 55%)));
--hp-radius: var(--hallpass-radius, 8px);
--hp-font: var(--hallpass-font, system-ui, sans-serif);
--hp-font-size: var(--hallpass-font-size, 0.875rem);
--hp-space: var(--hallpass-space, 0.25rem);
--hp-control: var(--hallpass-control-height, 36px);
`;
