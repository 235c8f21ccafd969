/** Fields that the person has changed. */
const changed = new Set<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>();

addEventListener(
  'input',
  ({ target }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
    if (isField) changed.add(target);
  },
  { capture: true },
);

/** Whether leaving the page would lose something: an open dialog, or what was typed. */
export const hasUnsavedInput = (): boolean => {
  for (const field of changed) if (!field.isConnected) changed.delete(field);
  if (document.querySelector('.dialog')) return true;
  return [...changed].some((field) => field.value !== '');
};
