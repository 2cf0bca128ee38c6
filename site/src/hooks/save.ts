/** Lets the browser save a PDF that was answered in base64. */
export function save({ pdf, file_name }: { pdf: string; file_name: string }) {
  const bytes = Uint8Array.from(atob(pdf), (sign) => sign.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  link.download = file_name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
