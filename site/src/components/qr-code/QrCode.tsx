import { encode } from "uqr";

/** A text as a QR code: one path, black on white whatever the page's colours, with its quiet zone. */
export function QrCode({ text, label, level = "M" }: { text: string; label: string; level?: "M" | "Q" }) {
  const { data, size } = encode(text, { ecc: level, border: 4 });
  const path = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  // The size is that of the code itself, in modules without the quiet zone.
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} style={{ "--modules": size - 8 }} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
