import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../messages/current";
import { Button } from "../button/Button";
import { Tag } from "../tag/Tag";

/** One page, or one scan, to be looked at. */
export interface Sheet {
  key: string;
  /** The name above the picture. */
  name: string;
  /** The content of the picture in words, for a reader who does not see it. */
  alt: string;
  url?: string | undefined;
  thumbnail?: string | undefined;
  /** Until when the addresses serve. */
  expires?: string | undefined;
  /** The words under the small picture, and whether a clerk must still mark the page. */
  tag?: string | undefined;
  open?: boolean | undefined;
}

interface Props {
  sheets: readonly Sheet[];
  place: number;
  onPlace: (place: number) => void;
  label: string;
  position: (n: number, of: number) => string;
  step: { previous: string; next: string };
  /** Asks for the addresses again: each serves for a minute. */
  refresh?: (() => Promise<void>) | undefined;
  /** Instead of the picture. */
  instead?: ComponentChildren;
  /** More in the bar. */
  bar?: ComponentChildren;
  /** Under the picture. */
  under?: ComponentChildren;
  /** The action of further keys, and the words for them. */
  onKey?: ((key: string) => boolean) | undefined;
  keys?: string | undefined;
  /** Stable hook of tests. */
  hook?: string | undefined;
}

/** An address that expires so soon, in milliseconds, is not begun with. */
const SOON = 3000;
const MOST_TRIES = 3;
const LARGEST = 6;
const OFF = "beian-keys-off";

/** Pages one after the other, large and small, with zoom, rotation and keys. */
export function Viewer({ sheets, place, onPlace, label, position, step, refresh, instead, bar, under, onKey, keys, hook }: Props) {
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState(0);
  const [off, setOff] = useState(() => localStorage.getItem(OFF) === "1");
  const frame = useRef<HTMLDivElement>(null);
  const help = useRef<HTMLDetailsElement>(null);
  const strip = useRef<HTMLOListElement>(null);
  const at = Math.min(place, sheets.length - 1);
  const sheet = sheets[at];
  const go = (by: number) => onPlace((at + by + sheets.length) % sheets.length);
  const closer = (by: number) => setZoom((before) => Math.min(LARGEST, Math.max(0.3, before * by)));
  useEffect(() => {
    setZoom(1);
    setTurns(0);
    frame.current?.scrollTo(0, 0);
  }, [sheet?.key]);
  useEffect(() => {
    // The small picture of the page that is shown is in sight too.
    const one = strip.current?.children[at] as HTMLElement | undefined;
    if (one) strip.current!.scrollTo({ left: one.offsetLeft - strip.current!.offsetLeft - (strip.current!.clientWidth - one.offsetWidth) / 2 });
  }, [at]);
  const press = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest("select, textarea, input:not([type='checkbox'], [type='radio'], [type='file'])")) return;
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    // These keys move a picture that is wider than its frame; the arrows move a choice.
    if (sideways && (target.closest("input") || (target === frame.current && frame.current.scrollWidth > frame.current.clientWidth))) return;
    const pages = sheets.length > 1;
    if (pages && (event.key === "j" || event.key === "ArrowRight")) go(1);
    else if (pages && (event.key === "k" || event.key === "ArrowLeft")) go(-1);
    else if (event.key === "+" || event.key === "=") closer(1.4);
    else if (event.key === "-") closer(1 / 1.4);
    else if (event.key === "r") setTurns((before) => before + 1);
    else if (event.key === "?" && help.current) help.current.open = !help.current.open;
    else if (!onKey?.(event.key)) return;
    event.preventDefault();
  };
  // Each of several fast keys acts on the page that the key before it left.
  const pressed = useRef(press);
  pressed.current = press;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed.current(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  /** A mouse takes hold of the picture and moves it; fingers do so by themselves. */
  const grab = (event: PointerEvent) => {
    const box = frame.current;
    if (!box || event.pointerType !== "mouse" || event.button !== 0 || (event.target as HTMLElement).tagName !== "IMG") return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    const from = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
    const move = (next: PointerEvent) => box.scrollTo(from.x - next.clientX, from.y - next.clientY);
    const end = () => {
      box.removeEventListener("pointermove", move);
      box.classList.remove("held");
    };
    box.setPointerCapture(event.pointerId);
    box.classList.add("held");
    box.addEventListener("pointermove", move);
    for (const over of ["pointerup", "pointercancel"]) box.addEventListener(over, end, { once: true });
  };
  if (!sheet) return null;
  const words = t.review;
  return (
    <div class="scan-viewer" data-scan-shown={hook ?? sheet.key}>
      <div class="bar" role="toolbar" aria-label={label}>
        <strong>{sheet.name} <span class="soft number">({position(at + 1, sheets.length)})</span></strong>
        {sheets.length > 1 && <Button look="second" small onClick={() => go(-1)}>{step.previous}</Button>}
        {sheets.length > 1 && <Button look="second" small onClick={() => go(1)}>{step.next}</Button>}
        {!instead && (
          <>
            <Button look="second" small onClick={() => closer(1.4)}>{words.zoomIn}</Button>
            <Button look="second" small onClick={() => closer(1 / 1.4)}>{words.zoomOut}</Button>
            <Button look="second" small onClick={() => setTurns(turns + 1)}>{words.rotate}</Button>
            <Button look="second" small onClick={() => { setZoom(1); setTurns(0); }}>{words.reset}</Button>
          </>
        )}
        {bar}
      </div>
      <div class="sheet" onPointerDown={grab} tabIndex={0} role="group" aria-label={sheet.name} ref={frame}>
        {instead ?? <Picture key={sheet.key} sheet={sheet} zoom={zoom} turns={turns} refresh={refresh} />}
      </div>
      {under && <div class="under">{under}</div>}
      {sheets.length > 1 && sheets.some((one) => one.thumbnail) && (
        <ol class="thumbnails" ref={strip} aria-label={t.mail.thumbnails}>
          {sheets.map((one, index) => (
            <li key={one.key}>
              <button type="button" aria-current={index === at ? "true" : undefined} onClick={() => onPlace(index)}>
                <Small sheet={one} refresh={refresh} />
                <span class="number">{index + 1}{!one.tag && <span class="visually-hidden"> {one.name}</span>}</span>
                {one.tag && <Tag look={one.open ? "bad" : "todo"}>{one.tag}</Tag>}
              </button>
            </li>
          ))}
        </ol>
      )}
      <details class="keys small soft" ref={help}>
        <summary>{t.mail.keys}</summary>
        <p>{t.mail.keysOf}{keys && <> {keys}</>}</p>
        <label><input type="checkbox" checked={!off} onChange={(event) => { setOff(!event.currentTarget.checked); localStorage.setItem(OFF, event.currentTarget.checked ? "0" : "1"); }} /> {t.mail.keysOn}</label>
      </details>
    </div>
  );
}

/**
 * An address to draw from. An address that has expired, or fails, is asked for again, three times at most; one that serves is kept, so
 * that nothing flickers when the others are asked for.
 */
function useAddress(url: string | undefined, expires: string | undefined, refresh: (() => Promise<void>) | undefined) {
  const kept = useRef<string | undefined>(undefined);
  const [waits, setWaits] = useState(() => Boolean(refresh && expires && Date.parse(expires) - Date.now() < SOON));
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!waits) return undefined;
    let current = true;
    void (refresh?.() ?? Promise.resolve()).then(() => current && setWaits(false));
    return () => { current = false; };
  }, [waits]);
  const lost = tries > MOST_TRIES || (tries > 0 && !refresh);
  if (!waits && !lost) kept.current ??= url;
  const failed = () => {
    kept.current = undefined;
    setTries(tries + 1);
    setWaits(true);
  };
  const again = () => {
    setTries(0);
    setWaits(true);
  };
  return { from: waits || lost ? undefined : kept.current, lost, failed, again };
}

function Picture({ sheet, zoom, turns, refresh }: { sheet: Sheet; zoom: number; turns: number; refresh: Props["refresh"] }) {
  const { from, lost, failed, again } = useAddress(sheet.url, sheet.expires, refresh);
  const [tall, setTall] = useState<number>();
  if (lost) return <div class="words" role="alert"><p>{t.mail.lost}</p><Button look="second" small onClick={again}>{t.retry}</Button></div>;
  if (!from) return <p role="status">{t.loading}</p>;
  const side = turns % 2 === 1;
  // A picture on its side takes the room of one that lies, so that all of it can be reached.
  return (
    <div class="picture" style={{ width: `${zoom * 100}%`, ...(tall && { aspectRatio: String(side ? tall : 1 / tall) }) }}>
      <img
        src={from} alt={sheet.alt} onError={failed} onLoad={(event) => setTall(event.currentTarget.naturalHeight / event.currentTarget.naturalWidth)}
        style={tall ? { position: "absolute", top: "50%", left: "50%", width: side ? `${100 / tall}%` : "100%", transform: `translate(-50%, -50%) rotate(${turns * 90}deg)` } : { width: "100%" }}
      />
    </div>
  );
}

function Small({ sheet, refresh }: { sheet: Sheet; refresh: Props["refresh"] }) {
  const { from, failed } = useAddress(sheet.thumbnail, sheet.expires, refresh);
  return from ? <img src={from} alt="" loading="lazy" onError={failed} /> : <span class="no-picture" aria-hidden="true" />;
}
