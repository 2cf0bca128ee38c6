// Lets node read the site's modules as its builder does: without endings, and a package whose exports only the builder sees.
import { registerHooks } from "node:module";

globalThis.document = { documentElement: { lang: "zh-CN" } };
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "papaparse" && !context.parentURL?.endsWith("/test/papaparse.mjs")) return next(new URL("papaparse.mjs", import.meta.url).href, context);
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith(".")) throw error;
      return next(`${specifier}.ts`, context);
    }
  },
});
const { load } = await import("../src/messages/current.ts");
await load();
