// The search of the help page shows the questions that it found in place of the list, in the list's own entries, and keeps the text in the address.
import { load, t, lang } from "../../messages/current";
import { searcher } from "./search";

export async function startSearch(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>(".help-search")!;
  const field = form.querySelector("input")!;
  const found = document.querySelector<HTMLElement>("[data-found]")!;
  const all = document.querySelector<HTMLElement>("[data-all]")!;
  const list = found.querySelector("ul")!;
  const count = document.querySelector<HTMLElement>("[data-count]")!;
  const none = found.querySelector<HTMLElement>("[data-none]")!;
  const asked = () => new URLSearchParams(location.search).get("q")?.trim() ?? "";
  // Fetched with the first question: most people come for the list.
  let ready: Promise<ReturnType<typeof searcher>> | undefined;
  const prepare = () => ready ??= Promise.all([load(), lang === "en" ? import("../../help/en").then((one) => one.en) : import("../../help/zh").then((one) => one.zh)])
    .then(([, help]) => searcher(t.questions, help.answers));

  const show = async () => {
    const text = asked();
    const search = text ? await prepare() : undefined;
    // Something else was typed meanwhile.
    if (text !== asked()) return;
    const ids = search?.(text) ?? [];
    list.replaceChildren(...ids.map((id) => {
      const entry = document.getElementById(id)!.cloneNode(true) as HTMLElement;
      entry.removeAttribute("id");
      return entry;
    }));
    found.hidden = !text;
    all.hidden = ids.length > 0;
    none.hidden = ids.length > 0;
    // Changed last, and by itself, so that it is read out.
    count.textContent = text ? (ids.length > 0 ? t.helpPage.found(ids.length) : t.helpPage.none) : "";
  };
  const go = (text: string) => {
    const address = new URL(location.href);
    address.hash = "";
    if (text) address.searchParams.set("q", text);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    return show();
  };

  let waiting: number | undefined;
  field.addEventListener("focus", () => void prepare(), { once: true });
  field.addEventListener("input", (event) => {
    // An unfinished Chinese word is letters.
    if ((event as InputEvent).isComposing) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void go(field.value.trim()), 200);
  });
  field.addEventListener("compositionend", () => void go(field.value.trim()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    void go(field.value.trim());
  });
  document.querySelector("[data-act='clear-search']")!.addEventListener("click", (event) => {
    event.preventDefault();
    field.value = "";
    void go("");
    field.focus();
  });
  field.value = asked();
  if (asked()) await show();
}
