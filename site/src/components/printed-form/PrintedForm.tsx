import type { PrintedBlock, PrintedForm as Form, PrintedPage, Words } from "../../api/types";
import { t } from "../../messages/current";
import { QrCode } from "../qr-code/QrCode";
import "./printed-form.css";

/** A sentence in both languages, because the reader of a paper chose none. */
const Both = ({ words, zh: Zh = "p", class: name }: { words: Words; zh?: "p" | "h2" | "h3"; class?: string }) => (
  <div class={`both${name ? ` ${name}` : ""}`}><Zh lang="zh-CN">{words.zh}</Zh><p lang="en">{words.en}</p></div>
);

/** A paper form as it is printed: the same pages as in its PDF. */
export function PrintedForm({ form }: { form: Form }) {
  return (
    <div class="printed" data-printed={form.kind}>
      {form.pages.map((page) => <Sheet key={page.number} form={form} page={page} />)}
    </div>
  );
}

function Sheet({ form, page }: { form: Form; page: PrintedPage }) {
  const [number, many] = [page.number, form.pages.length];
  return (
    <section class={`sheet ${page.role}`} aria-label={t.forms.pageOf(number, many)} data-page={number} data-role={page.role}>
      {page.code && (
        <div class="code">
          <QrCode text={page.code} label={page.short ?? page.code} level="Q" />
          <p class="number">{page.short}</p>
        </div>
      )}
      {page.blocks.map((block, place) => <Block key={place} block={block} />)}
      <p class="foot"><span lang="zh-CN">{form.title.zh}　{form.reference}　第 {number} 页，共 {many} 页</span> <span lang="en">Page {number} of {many}</span> <span lang="zh-CN">打印 <span lang="en">Printed</span> {form.printed_on}</span></p>
    </section>
  );
}

function Block({ block }: { block: PrintedBlock }) {
  switch (block.block) {
    case "title": return <Both words={block.words} zh="h2" class="title" />;
    case "paragraph": return <Both words={block.words} />;
    case "notice": return <Both words={block.words} class="notice-line" />;
    case "facts": return (
      <table class="clear">
        <tbody>
          {block.rows.map((row) => (
            <tr key={row.label.en}><th scope="row"><Both words={row.label} /></th><td class={row.text ? "" : "open"}>{row.text || " "}</td></tr>
          ))}
        </tbody>
      </table>
    );
    case "lines": return (
      <div class="clear">
        <Both words={block.label} />
        {Array.from({ length: block.count }, (_, place) => <div key={place} class="pen-line" />)}
      </div>
    );
    case "ticks": return (
      <div class="clear">
        <Both words={block.title} zh="h3" />
        <ul class="ticks">{block.boxes.map((words) => <li key={words.en}><span class="box" aria-hidden="true" /><Both words={words} /></li>)}</ul>
      </div>
    );
    case "seals": return <div class="clear seals">{block.boxes.map((words) => <div key={words.en}><Both words={words} /></div>)}</div>;
    case "separator": return (
      <>
        <p class="big" aria-hidden="true">{block.page}</p>
        <Both words={block.words} zh="h2" class="clear separator-words" />
      </>
    );
    case "cover": return (
      <div class="cover-frame">
        <p class="heavy" lang="zh-CN">{block.heavy.zh}</p>
        <p class="heavy-en" lang="en">{block.heavy.en}</p>
        <Both words={block.to} class="to" />
        {block.place ? <p class="to">{block.place}</p> : <><p><span lang="zh-CN">地址</span> <span lang="en">Address</span></p><div class="pen-line" /><div class="pen-line" /></>}
        <p class="from"><span lang="zh-CN">寄件人</span> <span lang="en">From</span>　{block.from}<br /><span lang="zh-CN">受理号</span> <span lang="en">Reference</span>　<span class="number">{block.reference}</span></p>
      </div>
    );
  }
}
