// Reads what a spreadsheet program would show: an XLSX file is a ZIP of XML files.

import { inflateRawSync } from "node:zlib";

/** The rows of the first sheet (or of the one with this number): texts as strings, numbers as numbers. */
export function readXlsx(buffer, sheet = 1) {
  const files = unzip(buffer);
  const shared = texts(files["xl/sharedStrings.xml"] ?? "", "si");
  const xml = files[`xl/worksheets/sheet${sheet}.xml`];
  return [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, cells = ""]) => {
    const row = [];
    for (const [, attributes, content = ""] of cells.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      if (content.includes("<f")) throw new Error(`a formula: ${content}`);
      row[column(attributes.match(/r="([A-Z]+)/)[1])] = value(attributes.match(/t="(\w+)"/)?.[1], content, shared);
    }
    return Array.from(row, (cell) => cell ?? "");
  });
}

function value(type, content, shared) {
  const raw = content.match(/<v>(.*?)<\/v>/s)?.[1];
  if (type === "s") return shared[Number(raw)];
  if (type === "inlineStr") return texts(content, "is")[0];
  if (raw === undefined) return "";
  return type === "str" ? decode(raw) : Number(raw);
}

/** The text of each `<si>` or `<is>`. */
function texts(xml, tag) {
  return [...xml.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(([, inside]) =>
    decode([...inside.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text).join("")),
  );
}

function column(letters) {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}

/** Name → text of every file, by the directory at the end of the archive. */
function unzip(buffer) {
  const end = buffer.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = buffer.readUInt32LE(end + 16);
  const files = {};
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [buffer.readUInt16LE(at + 10), buffer.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => buffer.readUInt16LE(at + offset));
    const local = buffer.readUInt32LE(at + 42);
    const from = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
    const packed = buffer.subarray(from, from + size);
    files[buffer.toString("utf8", at + 46, at + 46 + name)] = (method === 8 ? inflateRawSync(packed) : packed).toString("utf8");
    at += 46 + name + extra + comment;
  }
  return files;
}
