import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Tone = "info" | "warning" | "error" | "ok";
const MARK: Record<Tone, string> = { info: "", warning: "! ", error: "✕ ", ok: "✓ " };

interface Props {
  tone?: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  /** Takes the focus when it appears, so that it is read. */
  focus?: boolean;
  role?: "alert" | "status";
  hook?: string;
}

/** A framed message. The tone is told by a mark and a word, not by colour alone. */
export function Note({ tone = "info", title, children, focus, role, hook }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  return (
    <div class={`note ${tone}`} ref={box} tabIndex={focus ? -1 : undefined} role={role} data-note={hook ?? tone}>
      {title && <h2><span aria-hidden="true">{MARK[tone]}</span>{title}</h2>}
      {children}
    </div>
  );
}
