import type { PieceLine, PostFile } from "../../api/types";
import { gap, href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { Button } from "../button/Button";
import { StackOrder } from "../stack-order/StackOrder";
import { wordsOf } from "../note/ProblemNote";
import { Tag, type Look } from "../tag/Tag";
import { size } from "../upload/Upload";
import type { Dropped } from "../../hooks/post";

export type Standing = "queued" | "hashing" | "asking" | "sending" | "sent" | "reading" | "read" | "unfit" | "failed" | "refused" | "expected";
const LOOKS: Record<Standing, Look> = { queued: "todo", hashing: "now", asking: "now", sending: "now", sent: "wait", reading: "now", read: "good", unfit: "bad", failed: "bad", refused: "bad", expected: "bad" };

/** The state of a file: at first in this window, then at the service. */
export function standingOf(dropped: Dropped | undefined, file: PostFile | undefined): Standing {
  if (dropped && dropped.step !== "sent") return dropped.step;
  if (!file) return dropped ? "sent" : "expected";
  return file.stage === "expected" && dropped ? "sent" : file.stage;
}
/** Whether a clerk must do something about the file. */
export const isTroubled = (standing: Standing) => LOOKS[standing] === "bad";
export const isDone = (standing: Standing) => standing === "read" || LOOKS[standing] === "bad";

interface Props {
  dropped?: Dropped | undefined;
  file?: PostFile | undefined;
  /** The letters that still wait, where all of them are known. */
  waiting?: ReadonlySet<string> | undefined;
  onAgain?: () => void;
  /** Takes the file again, once its pages were put in order. */
  onSorted?: (file: PostFile) => void;
}

/** One file of scanned post: its progress, and the place of each letter in it. */
export function PostFileRow({ dropped, file, waiting, onAgain, onSorted }: Props) {
  const words = t.mail;
  const standing = standingOf(dropped, file);
  const name = words.named(dropped?.files[0]?.name ?? file?.name ?? "", dropped?.files.length ?? file?.parts ?? 1);
  const bytes = dropped?.files.reduce((sum, one) => sum + one.size, 0) ?? file?.size ?? 0;
  const notes = [
    dropped?.before && words.cameBefore, dropped?.twice && words.sameAbove, standing === "expected" && words.unfinished,
    dropped?.trouble && (standing === "failed" || standing === "refused") && words[dropped.trouble],
    ...(file?.oddities ?? []).map((one) => words.oddities[one] ?? words.oddity),
  ].filter((one): one is string => typeof one === "string");
  const problem = standing === "failed" && dropped?.problem ? wordsOf(dropped.problem) : undefined;
  return (
    <li data-post-file={file?.id ?? dropped?.id} data-standing={standing} class={isTroubled(standing) ? "troubled" : ""}>
      <div class="head">
        <strong class="break">{name}</strong>
        <Tag look={LOOKS[standing]}>{words.steps[standing]}</Tag>
        <span class="soft small number">{size(bytes)}{file && !dropped && <> · {words.arrivedOn} {formatDate(lang, file.arrived_on)}</>}</span>
      </div>
      {standing === "sending" && <div class="bar"><progress value={dropped!.share} max={1} aria-label={name} /><span class="small number">{words.percent(Math.floor(dropped!.share * 100))}</span></div>}
      {standing === "unfit" && file?.why && <p class="finding error"><span class="mark" aria-hidden="true">✕</span>{t.mailCodes.unfit[file.why].title}{t.stop}{gap}{t.mailCodes.unfit[file.why].next} {file.notice_id && <a href={href("/mail/letter/", { id: file.notice_id })}>{words.see}<span class="visually-hidden"> {name}</span></a>}</p>}
      {problem && <p class="finding error"><span class="mark" aria-hidden="true">✕</span>{problem.title}{t.stop}{gap}{problem.next}</p>}
      {notes.map((one) => <p key={one} class="small">{one}</p>)}
      {standing === "failed" && onAgain && <Button look="second" small act="again" onClick={onAgain}>{words.again}<span class="visually-hidden"> {name}</span></Button>}
      {standing === "read" && file && (
        <>
          <p class="small">{words.counted(file.pages, file.pieces.length)}</p>
          {file.order && onSorted && <StackOrder id={file.id} version={file.version} order={file.order} onDone={onSorted} />}
          <ul class="pieces" aria-label={words.letters}>{file.pieces.map((piece, index) => <Letter key={piece.id} piece={piece} n={index + 1} waiting={waiting} />)}</ul>
        </>
      )}
    </li>
  );
}

/** The place of a letter, as it was when the file was read; a letter that waits no more was dealt with since. */
function Letter({ piece, n, waiting }: { piece: PieceLine; n: number; waiting: ReadonlySet<string> | undefined }) {
  const words = t.mail;
  const { state } = piece;
  const link = href("/mail/letter/", { id: piece.id });
  return (
    <li data-piece={piece.id} data-state={state.name}>
      <span class="soft number">{words.letter(n, piece.pages)}</span>{" "}
      {state.name === "filed" ? <>✓ {words.filed} <a class="number" href={state.to.of === "request" ? href("/requests/request/", { id: state.to.id }) : href("/filing/", { id: state.to.id })}>{state.to.reference}</a>{state.by_itself && words.byItself}</>
        : state.name === "set_aside" ? <>{words.setAside}{t.colon}{state.reason} <a href={link}>{words.see}</a></>
        : waiting && !waiting.has(piece.id) ? <>✓ {words.dealt} <a href={link}>{words.see}</a></>
        : <><strong>! {words.waits}</strong>{t.colon}{t.mailCodes.why[state.why].title} <a href={link}>{words.open}<span class="visually-hidden"> {words.letter(n, piece.pages)}</span></a></>}
    </li>
  );
}
