import type { ComponentChildren } from "preact";
import { t } from "../../messages/current";

interface Props {
  children: ComponentChildren;
  /** The action of the button; the stable hook of tests. */
  act?: string;
  look?: "main" | "second" | "danger";
  small?: boolean;
  busy?: boolean;
  type?: "button" | "submit";
  onClick?: (event: MouseEvent) => void;
  label?: string;
  describedBy?: string;
  pressed?: boolean;
}

/** A button. A busy button says so and ignores further presses; no button is simply disabled. */
export function Button({ children, act, look = "main", small, busy, type = "button", onClick, label, describedBy, pressed }: Props) {
  const press = (event: MouseEvent) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  const classes = ["button", look === "main" ? "" : look, small ? "small" : ""].filter(Boolean).join(" ");
  return (
    <button
      type={type} class={classes} data-act={act} aria-busy={busy ? "true" : undefined} aria-label={label}
      aria-describedby={describedBy} aria-pressed={pressed} onClick={press}
    >
      {busy ? t.sending : children}
    </button>
  );
}
