// Draws a journey into the page, once its words are there.
import { render, h, type ComponentType } from "preact";
import { load } from "./messages/current";
import { startOverlay } from "./overlay";
import { marked, session } from "./session";
import { keepsUnsent } from "./unsent";

export async function mount(Journey: ComponentType): Promise<void> {
  const place = document.getElementById("island");
  if (!place) return;
  await load();
  // The entries of another account are erased before anything is drawn.
  if (keepsUnsent() && marked()) await session();
  place.textContent = "";
  render(h(Journey, {}), place);
  startOverlay();
}
