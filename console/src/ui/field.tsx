import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';

import { useWords } from '../words/language.ts';

/** A form. */
export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

interface FieldProps extends Omit<ComponentProps<'input'>, 'id' | 'onChange'> {
  label: string;
  /** A hint below the field. */
  hint?: ReactNode;
  /** The validation error. */
  wrong?: string | undefined;
  onText: (text: string) => void;
}

/** A labeled text input. */
export function Field({ label, hint, wrong, onText, required, ...rest }: FieldProps) {
  const { parts } = useWords();
  const id = useId();
  const about = `${id}-about`;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
        {!required && (
          <span className="field-optional" aria-hidden="true">
            {' '}
            {parts.optional}
          </span>
        )}
      </label>
      <input
        {...rest}
        id={id}
        className="input"
        required={required}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={hint || wrong ? about : undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {(hint || wrong) && (
        <p id={about} className={wrong ? 'field-wrong' : 'field-hint'}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  );
}

/** A labeled select. */
export function Select({
  label,
  hideLabel = false,
  value,
  wrong,
  onText,
  options,
}: {
  label: string;
  hideLabel?: boolean;
  value: string;
  /** The validation error. */
  wrong?: string | undefined;
  onText: (value: string) => void;
  options: readonly { readonly value: string; readonly label: string }[];
}) {
  const id = useId();
  return (
    <div className="field">
      <label className={hideLabel ? 'unseen' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input select"
        value={value}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={wrong && `${id}-about`}
        onChange={(event) => onText(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {wrong && (
        <p id={`${id}-about`} className="field-wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** A labeled checkbox. */
export function Toggle({
  label,
  hint,
  on,
  onToggle,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onToggle: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="toggle">
      <input
        id={id}
        type="checkbox"
        className="toggle-box"
        checked={on}
        aria-describedby={hint ? `${id}-about` : undefined}
        onChange={(event) => onToggle(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-about`} className="field-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
