/** Elements that a user can operate. */
const OPERABLE =
  'a[href], button, summary, input, select, textarea, [tabindex], [contenteditable], [role=button], [role=link], [role=checkbox], ' +
  '[role=radio], [role=switch], [role=tab], [role=menuitem], [role=option], [role=slider], [role=textbox], [role=combobox]';
/** Controls that open or accept text before any event can be stopped. */
const FIELDS = 'input, select, textarea';
const STOPPED_EVENTS = ['click', 'auxclick', 'submit', 'beforeinput', 'input', 'change', 'dragstart', 'drop'];

/**
 * Disables the content of `host`, which stays in its place, readable and reachable by keyboard.
 *
 * Buttons and links get `aria-disabled` and their events stop at `host`; fields get `disabled`. Unlocking restores the
 * attributes. This is for users' convenience: the edge decides every request again.
 */
export const createLock = (host: HTMLElement): ((locked: boolean) => void) => {
  const disabled = new Map<Element, readonly [name: string, before: string | null]>();
  let listeners: AbortController | undefined;

  const disable = (): void => {
    for (const child of host.children) {
      // Content of other slots is shown in its place.
      if (child.slot !== '') continue;
      for (const each of [child, ...child.querySelectorAll(OPERABLE)]) {
        if (!each.matches(OPERABLE) || disabled.has(each)) continue;
        const name = each.matches(FIELDS) ? 'disabled' : 'aria-disabled';
        disabled.set(each, [name, each.getAttribute(name)]);
        each.setAttribute(name, name === 'disabled' ? '' : 'true');
      }
    }
  };

  const stopEvent = (event: Event): void => {
    // Events of the shadow tree, such as those of the button that explains, have the host as their target.
    if (event.target === host) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  return (locked) => {
    if (locked === (listeners !== undefined)) return;
    if (!locked) {
      listeners?.abort();
      listeners = undefined;
      for (const [each, [name, before]] of disabled) {
        if (before === null) each.removeAttribute(name);
        else each.setAttribute(name, before);
      }
      return disabled.clear();
    }
    listeners = new AbortController();
    const { signal } = listeners;
    for (const event of STOPPED_EVENTS) host.addEventListener(event, stopEvent, { signal, capture: true });
    disable();
    const observer = new MutationObserver(disable);
    observer.observe(host, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  };
};
