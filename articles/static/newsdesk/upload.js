// Files and folders that are dropped become the form's own files; a folder, or more files than a
// form may hold, become one zip, packed here. Without this script the file input does its work.
"use strict";

(() => {
  const zone = document.querySelector("[data-drop-zone]");
  if (!zone) return;
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-drop-list]");
  const MOST_LOOSE = 100;
  const most = Number(zone.dataset.mostBytes);
  zone.querySelector("[data-drop-hint]").hidden = false;

  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n;
  });

  function checksum(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
    return ~crc >>> 0;
  }

  // The parts that a zip's local and central headers share: stored, names in UTF-8.
  function header(signature, central, name, bytes, crc, offset) {
    const view = new DataView(new ArrayBuffer((central ? 46 : 30) + name.length));
    let at = 0;
    const put = (size, value) => {
      if (size === 4) view.setUint32(at, value, true);
      else view.setUint16(at, value, true);
      at += size;
    };
    put(4, signature);
    if (central) put(2, 20);
    put(2, 20), put(2, 0x800), put(2, 0), put(2, 0), put(2, 33);
    put(4, crc), put(4, bytes.length), put(4, bytes.length), put(2, name.length), put(2, 0);
    if (central) put(2, 0), put(2, 0), put(2, 0), put(4, 0), put(4, offset);
    const out = new Uint8Array(view.buffer);
    out.set(name, at);
    return out;
  }

  async function zip(files) {
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const { path, file } of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const name = new TextEncoder().encode(path);
      const crc = checksum(bytes);
      const local = header(0x04034b50, false, name, bytes, crc, 0);
      directory.push(header(0x02014b50, true, name, bytes, crc, offset));
      parts.push(local, bytes);
      offset += local.length + bytes.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, Math.min(files.length, 0xffff), true);
    end.setUint16(10, Math.min(files.length, 0xffff), true);
    end.setUint32(12, size, true);
    end.setUint32(16, offset, true);
    return new File([...parts, ...directory, end], "seeds.zip", { type: "application/zip" });
  }

  async function entries(folder) {
    const reader = folder.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return found;
      found.push(...some);
    }
  }

  async function below(entry, path) {
    if (entry.isFile) {
      if (!/\.(md|ya?ml)$/i.test(entry.name)) return [];
      return [{ path, file: await new Promise((done, fail) => entry.file(done, fail)) }];
    }
    const found = [];
    for (const inner of await entries(entry)) {
      found.push(...(await below(inner, path ? `${path}/${inner.name}` : inner.name)));
    }
    return found;
  }

  async function dropped(items) {
    const roots = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const folders = roots.filter((entry) => entry.isDirectory);
    // One folder stands for what is in it, as where a folder is named.
    const found = [];
    for (const entry of roots) {
      found.push(...(await below(entry, folders.length === 1 && roots.length === 1 ? "" : entry.name)));
    }
    return { files: found, isFolder: folders.length > 0 };
  }

  function take(files) {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    tell();
  }

  function tell(problem) {
    const files = [...input.files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const names = files.slice(0, 3).map((file) => file.name).join(", ");
    const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
    list.classList.toggle("field-error", Boolean(problem) || size > most);
    if (problem) list.textContent = problem;
    else if (size > most) list.textContent = `This is more than ${Math.floor(most / 1048576)} MB, the most at once.`;
    else list.textContent = files.length ? `${names}${more}, ${Math.ceil(size / 1024)} kB` : "";
  }

  async function drop(transfer) {
    const plain = [...transfer.files];
    const { files, isFolder } = await dropped(transfer.items);
    if (!isFolder && plain.length <= MOST_LOOSE) return take(plain);
    if (!files.length) return tell("There are no .md files in it.");
    if (files.reduce((sum, each) => sum + each.file.size, 0) > most) {
      return tell(`This is more than ${Math.floor(most / 1048576)} MB unpacked: make it a zip.`);
    }
    list.textContent = `Packing ${files.length} files…`;
    take([await zip(files)]);
    list.textContent = `${files.length} files, packed as one zip`;
  }

  for (const name of ["dragover", "dragenter"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    drop(event.dataTransfer).catch(() => tell("This cannot be read. Choose the files instead."));
  });
  input.addEventListener("change", () => tell());
})();
