import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../messages/current";

interface Props {
  onFiles: (files: File[]) => void;
  hint: string;
  /** Files dropped anywhere on the page are meant for this area. */
  wide?: boolean;
}

/** A big area to drop files on, or to choose them with. */
export function Drop({ onFiles, hint, wide }: Props) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const where: HTMLElement | Document = wide ? document : area.current!;
    // The pointer leaves a parent when it enters a child, so entries and exits are counted.
    let depth = 0;
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
    const turn = (by: number) => {
      depth = Math.max(0, depth + by);
      setOver(depth > 0);
    };
    const enter = (event: DragEvent) => { if (carries(event)) turn(1); };
    const leave = (event: DragEvent) => { if (carries(event)) turn(-1); };
    const hover = (event: DragEvent) => { if (carries(event)) event.preventDefault(); };
    const drop = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      turn(-depth);
      take.current([...event.dataTransfer!.files]);
    };
    const parts = [["dragenter", enter], ["dragleave", leave], ["dragover", hover], ["drop", drop]] as [string, EventListener][];
    for (const [name, listener] of parts) where.addEventListener(name, listener);
    return () => { for (const [name, listener] of parts) where.removeEventListener(name, listener); };
  }, [wide]);
  return (
    <div class={`drop${over ? " over" : ""}`} ref={area} data-drop>
      <p class="big">{over ? t.mail.dropNow : <><span class="no-touch">{t.mail.dropHere}<span class="soft"> {t.mail.dropOr}</span></span></>}</p>
      <div class="file-pick">
        <input
          ref={input} id="post-files" type="file" multiple class="visually-hidden" aria-describedby="post-files-hint" accept=".pdf,.tif,.tiff,.jpg,.jpeg,.png,application/pdf,image/tiff,image/jpeg,image/png"
          onChange={(event) => {
            take.current([...(event.currentTarget.files ?? [])]);
            if (input.current) input.current.value = "";
          }}
        />
        <label for="post-files" class="button">{t.mail.pick}</label>
      </div>
      <p class="hint soft small" id="post-files-hint">{hint}</p>
    </div>
  );
}
