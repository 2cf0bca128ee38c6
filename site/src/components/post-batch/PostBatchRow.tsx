import type { LetterLine, PostBatch } from "../../api/types";
import { gap, href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { Button } from "../button/Button";
import { StackOrder } from "../stack-order/StackOrder";
import { wordsOf } from "../note/ProblemNote";
import { Tag, type Look } from "../tag/Tag";
import { size } from "../upload/Upload";
import type { Dropped } from "../../hooks/post";

export type Standing = "queued" | "hashing" | "asking" | "sending" | "sent" | "reading" | "read" | "rejected" | "failed" | "refused" | "expected";
const LOOKS: Record<Standing, Look> = { queued: "todo", hashing: "now", asking: "now", sending: "now", sent: "wait", reading: "now", read: "good", rejected: "bad", failed: "bad", refused: "bad", expected: "bad" };

/** The state of a file: at first in this window, then at the service. */
export function standingOf(dropped: Dropped | undefined, batch: PostBatch | undefined): Standing {
  if (dropped && dropped.step !== "sent") return dropped.step;
  if (!batch) return dropped ? "sent" : "expected";
  return batch.status === "expected" && dropped ? "sent" : batch.status;
}
/** Whether a clerk must do something about the file. */
export const isTroubled = (standing: Standing) => LOOKS[standing] === "bad";
export const isDone = (standing: Standing) => standing === "read" || LOOKS[standing] === "bad";

interface Props {
  dropped?: Dropped | undefined;
  batch?: PostBatch | undefined;
  /** The letters that still wait, where all of them are known. */
  waiting?: ReadonlySet<string> | undefined;
  onAgain?: () => void;
  /** Takes the file again, once its pages were put in order. */
  onSorted?: (batch: PostBatch) => void;
}

/** One file of scanned post: its progress, and the place of each letter in it. */
export function PostBatchRow({ dropped, batch, waiting, onAgain, onSorted }: Props) {
  const words = t.mail;
  const standing = standingOf(dropped, batch);
  const name = words.named(dropped?.files[0]?.name ?? batch?.name ?? "", dropped?.files.length ?? batch?.parts ?? 1);
  const bytes = dropped?.files.reduce((sum, one) => sum + one.size, 0) ?? batch?.size ?? 0;
  const notes = [
    dropped?.before && words.cameBefore, dropped?.twice && words.sameAbove, standing === "expected" && words.unfinished,
    dropped?.trouble && (standing === "failed" || standing === "refused") && words[dropped.trouble],
    ...(batch?.oddities ?? []).map((one) => words.oddities[one] ?? words.oddity),
  ].filter((one): one is string => typeof one === "string");
  const problem = standing === "failed" && dropped?.problem ? wordsOf(dropped.problem) : undefined;
  return (
    <li data-post-batch={batch?.id ?? dropped?.id} data-standing={standing} class={isTroubled(standing) ? "troubled" : ""}>
      <div class="head">
        <strong class="break">{name}</strong>
        <Tag look={LOOKS[standing]}>{words.steps[standing]}</Tag>
        <span class="soft small number">{size(bytes)}{batch && !dropped && <> · {words.arrivedOn} {formatDate(lang, batch.arrived_on)}</>}</span>
      </div>
      {standing === "sending" && <div class="bar"><progress value={dropped!.share} max={1} aria-label={name} /><span class="small number">{words.percent(Math.floor(dropped!.share * 100))}</span></div>}
      {standing === "rejected" && batch?.reject_reason && <p class="finding error"><span class="mark" aria-hidden="true">✕</span>{t.mailCodes.rejected[batch.reject_reason].title}{t.stop}{gap}{t.mailCodes.rejected[batch.reject_reason].next} {batch.notice_id && <a href={href("/mail/letter/", { id: batch.notice_id })}>{words.see}<span class="visually-hidden"> {name}</span></a>}</p>}
      {problem && <p class="finding error"><span class="mark" aria-hidden="true">✕</span>{problem.title}{t.stop}{gap}{problem.next}</p>}
      {notes.map((one) => <p key={one} class="small">{one}</p>)}
      {standing === "failed" && onAgain && <Button look="second" small act="again" onClick={onAgain}>{words.again}<span class="visually-hidden"> {name}</span></Button>}
      {standing === "read" && batch && (
        <>
          <p class="small">{words.counted(batch.pages, batch.letters.length)}</p>
          {batch.order && onSorted && <StackOrder id={batch.id} version={batch.version} order={batch.order} onDone={onSorted} />}
          <ul class="letters" aria-label={words.letters}>{batch.letters.map((letter, index) => <Letter key={letter.id} letter={letter} n={index + 1} waiting={waiting} />)}</ul>
        </>
      )}
    </li>
  );
}

/** The place of a letter, as it was when the file was read; a letter that waits no more was dealt with since. */
function Letter({ letter, n, waiting }: { letter: LetterLine; n: number; waiting: ReadonlySet<string> | undefined }) {
  const words = t.mail;
  const { state } = letter;
  const link = href("/mail/letter/", { id: letter.id });
  return (
    <li data-letter={letter.id} data-state={state.name}>
      <span class="soft number">{words.letter(n, letter.pages)}</span>{" "}
      {state.name === "filed" ? <>✓ {words.filed} <a class="number" href={state.to.of === "request" ? href("/requests/request/", { id: state.to.id }) : href("/filing/", { id: state.to.id })}>{state.to.reference}</a>{state.automatic && words.automatic}</>
        : state.name === "set_aside" ? <>{words.setAside}{t.colon}{state.reason} <a href={link}>{words.see}</a></>
        : waiting && !waiting.has(letter.id) ? <>✓ {words.dealt} <a href={link}>{words.see}</a></>
        : <><strong>! {words.waits}</strong>{t.colon}{t.mailCodes.unmatched[state.reason].title} <a href={link}>{words.open}<span class="visually-hidden"> {words.letter(n, letter.pages)}</span></a></>}
    </li>
  );
}
