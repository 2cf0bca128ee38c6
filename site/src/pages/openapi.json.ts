/** The API's description as it is, for programs; `/docs/api/` draws it for people. */
import type { APIRoute } from "astro";
import document from "../../../infra/openapi.json";

export const GET: APIRoute = () => new Response(JSON.stringify(document), { headers: { "content-type": "application/json" } });
