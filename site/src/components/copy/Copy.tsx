import { useState } from "preact/hooks";
import { t } from "../../messages/current";
import { Button } from "../button/Button";

/** Copies a text that stands beside it. Where the browser forbids the copy, the button says so: the text can be marked by hand. */
export function Copy({ text, act, of }: { text: string; act: string; of?: string | undefined }) {
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <p>
      <Button look="second" small act={act} onClick={() => void copy()}>{t.copy.act}{of && <span class="visually-hidden"> {of}</span>}</Button>
      <span role="status" class="soft small">{copied !== undefined && ` ${copied ? t.copy.done : t.copy.failed}`}</span>
    </p>
  );
}
