// Finds questions by the words that people type, which are seldom those of a title: 忘记密码, 被驳回, "rejected".
import MiniSearch from "minisearch";
import { IDS, type QuestionId } from "../../help/questions";
import type { Answer } from "../../help/shape";

/** Words that occur in every question, and that no question is about. */
const EMPTY = new Set([
  ..."怎么 怎样 如何 什么 办法 么办 请问 可以 需要 是否 为什 一个 这个 那个 能不 不能 没有 哪里 在哪 我 您 了 的 吗 呢".split(" "),
  ..."a an the i my me is it do does did can how what why where when to of in on at for and or not with was be am are this that have has you your many much if from".split(" "),
]);

/** A pair of Chinese characters with one that only joins words. */
const JOINT = /^[我您]\p{Script=Han}$|^\p{Script=Han}[了的吗呢]$/u;

/** Words of Latin letters and digits; of Chinese, which has no spaces, every two characters in a row, or a single one that stands alone. */
export function words(text: string): string[] {
  const runs = text.normalize("NFKC").toLowerCase().match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];
  return runs.flatMap((run) => (/\p{Script=Han}/u.test(run) && run.length > 1 ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)) : [run]))
    .filter((word) => !EMPTY.has(word) && !JOINT.test(word));
}

const flat = ({ short, more }: Answer) =>
  [short, ...more.flatMap((block) => (typeof block === "object" && "when" in block ? [block.when, ...block.then.flat()] : block))].join("\n");

export function searcher(titles: Record<QuestionId, string>, answers: Record<QuestionId, Answer>): (text: string) => QuestionId[] {
  const index = new MiniSearch({ fields: ["title", "words", "answer"], tokenize: words, processTerm: (term) => term });
  index.addAll(IDS.map((id) => ({ id, title: titles[id], words: answers[id].words, answer: flat(answers[id]) })));
  return (text) => {
    const asked = new Set(words(text)).size;
    const found = index.search(text, {
      boost: { title: 3, words: 3 },
      // A letter too few or wrong is forgiven in longer words alone; two Chinese characters are a word already.
      prefix: (term) => /^([a-z]{3,}|\p{Script=Han})$/u.test(term),
      fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 0.2 : false),
    });
    // Pairs that lie across two words are found nowhere, so a third of the typed pairs is enough; a question far behind the first is noise.
    return found.filter((one) => one.queryTerms.length * 3 >= asked && one.score * 8 >= found[0]!.score).map((one) => one.id as QuestionId);
  };
}
