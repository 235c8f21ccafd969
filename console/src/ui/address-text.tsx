import { Fragment } from 'react';

/**
 * A name that may be an email address: lines break after an @ or a dot before they break inside a word. A control with it needs an
 * `aria-label`, since browsers put a space wherever a line may break.
 */
export function AddressText({ text }: { text: string }) {
  return text.split(/(?<=[@.])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
