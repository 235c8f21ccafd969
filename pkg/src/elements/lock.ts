/** What a person can use. */
const USABLE =
  'a[href], button, summary, input, select, textarea, [tabindex], [contenteditable], [role=button], [role=link], [role=checkbox], ' +
  '[role=radio], [role=switch], [role=tab], [role=menuitem], [role=option], [role=slider], [role=textbox], [role=combobox]';
/** Controls that open or take text before any event can be held up. */
const FIELDS = 'input, select, textarea';
const HELD_UP = ['click', 'auxclick', 'submit', 'beforeinput', 'input', 'change', 'dragstart', 'drop'];

/**
 * Keeps the content of `host` in its place, in reach of the keyboard and readable, but of no use.
 *
 * Buttons and links get `aria-disabled` and their events stop at `host`; fields get `disabled`. Letting go
 * restores what was there. It is for people: the edge decides every request again.
 */
export const createLock = (host: HTMLElement): ((locked: boolean) => void) => {
  const changed = new Map<Element, readonly [name: string, before: string | null]>();
  let stop: AbortController | undefined;

  const mark = (): void => {
    for (const child of host.children) {
      // What stands in for the content is none of it.
      if (child.slot !== '') continue;
      for (const each of [child, ...child.querySelectorAll(USABLE)]) {
        if (!each.matches(USABLE) || changed.has(each)) continue;
        const name = each.matches(FIELDS) ? 'disabled' : 'aria-disabled';
        changed.set(each, [name, each.getAttribute(name)]);
        each.setAttribute(name, name === 'disabled' ? '' : 'true');
      }
    }
  };

  const holdUp = (event: Event): void => {
    // Events of the shadow tree, such as those of the button that explains, have the host as their target.
    if (event.target === host) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  return (locked) => {
    if (locked === (stop !== undefined)) return;
    if (!locked) {
      stop?.abort();
      stop = undefined;
      for (const [each, [name, before]] of changed) {
        if (before === null) each.removeAttribute(name);
        else each.setAttribute(name, before);
      }
      return changed.clear();
    }
    const { signal } = (stop = new AbortController());
    for (const event of HELD_UP) host.addEventListener(event, holdUp, { signal, capture: true });
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(host, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  };
};
