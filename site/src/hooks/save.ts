/** Lets the browser save something as a file. */
export function saveFile(name: string, content: BlobPart, type: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Lets the browser save a PDF that was answered in base64. */
export const savePdf = ({ pdf, file_name }: { pdf: string; file_name: string }) =>
  saveFile(file_name, Uint8Array.from(atob(pdf), (sign) => sign.charCodeAt(0)), "application/pdf");
