/** Bytes in lower-case hex. */
export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 in hex. Only where the page's origin is secure. */
export const sha256 = async (bytes: BufferSource): Promise<string> => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
