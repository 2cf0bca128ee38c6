import { defineConfig } from "astro/config";

// Static pages only. No inline script or style leaves the build, so that the server can forbid them by CSP.
export default defineConfig({
  output: "static",
  trailingSlash: "ignore",
  build: { format: "directory", inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  vite: {
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    server: { proxy: { "/api": process.env.BEIAN_API ?? "http://127.0.0.1:8080" } },
  },
});
