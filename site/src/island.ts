// Draws a journey into the page, once its words are there.
import { render, h, type ComponentType } from "preact";
import { load } from "./messages/current";

export async function mount(Journey: ComponentType): Promise<void> {
  const place = document.getElementById("island");
  if (!place) return;
  await load();
  place.textContent = "";
  render(h(Journey, {}), place);
}
