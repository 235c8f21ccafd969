import type { ReactNode } from 'react';

interface SettingProps {
  readonly title: ReactNode;
  readonly about: ReactNode;
  /** Set where the title is that of the section around it, which it labels. */
  readonly labels?: string;
  /** The button, or why there is none. */
  readonly children?: ReactNode;
}

/** A setting, with what it is now and a button that changes it. */
export function Setting(props: SettingProps) {
  return <Line kind="setting" {...props} />;
}

/** An action that destroys something, with what it does. */
export function Danger(props: SettingProps) {
  return <Line kind="danger" {...props} />;
}

const CLASSES = {
  setting: { line: 'setting', heading: 'setting-title' },
  danger: { line: 'danger-row', heading: 'danger-title' },
} as const;

function Line({ kind, title, about, labels, children }: SettingProps & { kind: keyof typeof CLASSES }) {
  const Heading = labels === undefined ? 'h3' : 'h2';
  return (
    <div className={CLASSES[kind].line}>
      <div>
        <Heading id={labels} className={CLASSES[kind].heading}>
          {title}
        </Heading>
        <p className="muted">{about}</p>
      </div>
      {children}
    </div>
  );
}
