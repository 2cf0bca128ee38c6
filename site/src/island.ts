// Draws a journey into the page, once its words are there.
import { render, h, type ComponentType } from "preact";
import { load } from "./messages/current";
import { start } from "./over";
import { marked, session } from "./session";
import { keeps } from "./typed";

export async function mount(Journey: ComponentType): Promise<void> {
  const place = document.getElementById("island");
  if (!place) return;
  await load();
  // What another account typed in this tab is erased before anything is drawn.
  if (keeps() && marked()) await session();
  place.textContent = "";
  render(h(Journey, {}), place);
  start();
}
