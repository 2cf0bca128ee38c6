import { useEffect, useRef } from "preact/hooks";
import { t } from "../../messages/current";

export interface SummaryItem { text: string; href?: string | undefined; label?: string | undefined }

/** All faults of a form, on top, with links to the fields. The summary takes the focus whenever `turn` changes. */
export function ErrorSummary({ items, turn, title, next }: { items: readonly SummaryItem[]; turn: unknown; title?: string; next?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const count = items.length;
  useEffect(() => {
    if (count) box.current?.focus();
  }, [turn, count > 0]);
  if (!count) return null;
  const jump = (event: MouseEvent) => {
    const target = (event.currentTarget as HTMLAnchorElement).getAttribute("href")!;
    if (!target.startsWith("#")) return;
    const field = document.getElementById(target.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.scrollIntoView({ block: "center" });
    field.focus();
  };
  return (
    <div class="note error" role="alert" tabIndex={-1} ref={box} data-note="error-summary">
      <h2>{title ?? t.errorSummary(count)}</h2>
      {next && <p>{next}</p>}
      <ul>
        {items.map((item) => (
          <li key={`${item.href} ${item.text}`}>
            {item.label && <strong>{item.label}{t.colon}</strong>}
            {item.href ? <a href={item.href} onClick={jump}>{item.text}</a> : item.text}
          </li>
        ))}
      </ul>
    </div>
  );
}
