// The meaning of a text in the one field of the public look-up.

/** The kind of a text: a number has `ICP`, is a licence's, or is hardly more than its digits; a domain has a dot and no blank. The service forgives a wrong guess. */
export function guess(text: string): "number" | "domain" | "organizer" {
  const plain = text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "").trim();
  if (/icp|公网安备|[AB][12]-\d/i.test(plain) || /^(?:备案号)?[:\s]*[\u4e00-\u9fff]?备?\s*\d{6,10}\s*号?(?:-\d+)?$/.test(plain)) return "number";
  if (/^(?:域名|网址|网站|官网)[:\s]/.test(plain)) return "domain";
  return /^[^\s.。]+([.。][^\s.。]+)+$/.test(plain.replace(/^https?:\/\//i, "").replace(/[/?#].*$/, "")) ? "domain" : "organizer";
}
