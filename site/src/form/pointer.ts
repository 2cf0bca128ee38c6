// Reading, writing and comparing a form by JSON pointer.
import type { Form } from "../api/types";

type Node = string | boolean | Node[] | { [name: string]: Node };

const steps = (pointer: string) => pointer.split("/").slice(1);

export function read(form: Form, pointer: string): Node | undefined {
  let node: Node | undefined = form as unknown as Node;
  for (const step of steps(pointer)) {
    if (typeof node !== "object") return undefined;
    node = (node as Record<string, Node>)[step];
  }
  return node;
}

/** A copy of the form with another value at the pointer. */
export function write(form: Form, pointer: string, value: unknown): Form {
  const put = (node: Node, [step, ...rest]: string[]): Node => {
    if (step === undefined) return value as Node;
    if (Array.isArray(node)) return node.map((item, index) => (index === Number(step) ? put(item, rest) : item));
    const fields = node as { [name: string]: Node };
    return { ...fields, [step]: put(fields[step] ?? "", rest) };
  };
  return put(form as unknown as Node, steps(pointer)) as unknown as Form;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Pointers of the fields that differ, in the order of the form. Lists count as a whole; further sites do when there are more or fewer. */
export function differences(before: Form, after: Form): string[] {
  const found: string[] = [];
  const walk = (a: Node | undefined, b: Node | undefined, at: string) => {
    if (typeof b === "object" && !Array.isArray(b)) {
      for (const name of Object.keys(b)) walk((a as Record<string, Node> | undefined)?.[name], b[name], `${at}/${name}`);
    } else if (at === "/further" && Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      b.forEach((one, place) => walk(a[place], one, `${at}/${place}`));
    } else if (!same(a, b)) found.push(at);
  };
  walk(before as unknown as Node, after as unknown as Node, "");
  return found;
}

/** Joins the typed values of one person with the saved values of another: the typed value wins, and both are told. */
export function merge(base: Form, mine: Form, theirs: Form): { form: Form; changedByOthers: string[]; keptMine: string[] } {
  const typed = differences(base, mine);
  const changedByOthers = differences(base, theirs);
  let form = theirs;
  for (const pointer of typed) form = write(form, pointer, read(mine, pointer));
  return { form, changedByOthers, keptMine: changedByOthers.filter((pointer) => typed.includes(pointer)) };
}

/** Whether a pointer is this one or lies below it. */
export const within = (pointer: string, above: string) => pointer === above || pointer.startsWith(`${above}/`);

/** Whether nothing has been written here. */
export function isEmpty(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isEmpty);
  if (node && typeof node === "object") return Object.values(node).every(isEmpty);
  return node === "" || node === false || node === undefined;
}
