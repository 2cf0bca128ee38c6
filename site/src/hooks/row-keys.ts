import { useEffect, useState } from "preact/hooks";

/** `j` and `k` go through the rows of the page's worklist, and `enter` opens the first link of a row. The value is the row; -1 before the first. */
export function useRowKeys(count: number): number {
  const [row, setRow] = useState(-1);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest("input, select, textarea, button, summary")) return;
      if (event.key === "?") document.querySelector<HTMLElement>(".keys")?.scrollIntoView({ block: "center" });
      const by = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (!by) return;
      const to = Math.max(0, Math.min(count - 1, row + by));
      setRow(to);
      document.querySelectorAll(".worklist tbody tr")[to]?.querySelector("a")?.focus();
    };
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, [row, count]);
  return row;
}
