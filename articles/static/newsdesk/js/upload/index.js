// @ts-check
/**
 * Files that are dropped on the upload form become its files. A folder, or more files than a form
 * may have, become one zip; so do too many files that were chosen.
 */

import { enableDrop } from "../lib/drop_zone.js";
import { zipParts } from "./zip.js";

const MAX_FILES = 100; // settings.DATA_UPLOAD_MAX_NUMBER_FILES
const MEGABYTE = 1024 * 1024;

const zone = /** @type {HTMLElement} */ (document.querySelector("[data-drop-zone]"));
const input = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
const status = /** @type {HTMLElement} */ (zone.querySelector("[data-drop-status]"));
const maxBytes = Number(zone.dataset.maxBytes);
const tooLarge = `The limit is ${Math.floor(maxBytes / MEGABYTE)} MB.`;

const unreadable = "These files cannot be read. Pack them into a zip and choose that.";

/** @param {string} name */
const isSeed = (name) => /\.(md|ya?ml)$/i.test(name);

/** @typedef {{path: string, file: File}} Found */

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function entriesOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...some);
  }
}

/** @param {FileSystemEntry} entry @param {string} path @returns {Promise<Found[]>} */
async function seedsIn(entry, path) {
  if (entry.isFile) {
    if (!isSeed(entry.name)) return [];
    const one = /** @type {FileSystemFileEntry} */ (entry);
    return [{ path, file: await new Promise((resolve, reject) => one.file(resolve, reject)) }];
  }
  const inner = await entriesOf(/** @type {FileSystemDirectoryEntry} */ (entry));
  const found = inner.map((each) => seedsIn(each, path ? `${path}/${each.name}` : each.name));
  return (await Promise.all(found)).flat();
}

/** @param {DataTransferItemList} items */
async function droppedFiles(items) {
  const roots = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null);
  // The name of a single folder is not part of the paths in it.
  const isOneFolder = roots.length === 1 && roots[0].isDirectory;
  const found = await Promise.all(roots.map((root) => seedsIn(root, isOneFolder ? "" : root.name)));
  const name = isOneFolder ? `${roots[0].name}.zip` : "seeds.zip";
  return { files: found.flat(), isFolder: roots.some((root) => root.isDirectory), name };
}

/** @param {Found[]} files @param {string} name */
async function zipped(files, name) {
  const read = files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) }));
  const parts = zipParts(await Promise.all(read));
  return new File(/** @type {BlobPart[]} */ (parts), name, { type: "application/zip" });
}

/** @param {Iterable<File>} files */
function setFiles(files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  showFiles();
}

/** @param {string} text */
function showError(text) {
  status.classList.add("field-error");
  status.textContent = text;
}

function showFiles() {
  const files = [...(input.files || [])];
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > maxBytes) return showError(`These files are too large. ${tooLarge}`);
  const names = files.slice(0, 3).map((file) => file.name).join(", ");
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  status.classList.remove("field-error");
  status.textContent = files.length ? `${names}${more}, ${Math.ceil(size / 1024)} kB` : "";
}

/** @param {DataTransfer} transfer */
async function drop(transfer) {
  const plain = [...transfer.files];
  const { files, isFolder, name } = await droppedFiles(transfer.items);
  if (!isFolder && plain.length <= MAX_FILES) return setFiles(plain);
  await pack(files, name);
}

/** @param {Found[]} files @param {string} name */
async function pack(files, name) {
  if (!files.length) return showError("There are no .md files among these.");
  if (files.reduce((sum, each) => sum + each.file.size, 0) > maxBytes) {
    return showError(`These files are too large without compression. ${tooLarge} Upload them as a zip.`);
  }
  status.textContent = `Packing ${files.length} files…`;
  setFiles([await zipped(files, name)]);
  status.textContent = `${files.length} files, packed as one zip`;
}

enableDrop(zone, (transfer) => drop(transfer).catch(() => showError(unreadable)));
input.addEventListener("change", () => {
  const files = [...(input.files || [])];
  if (files.length <= MAX_FILES) return showFiles();
  const seeds = files.filter((file) => isSeed(file.name)).map((file) => ({ path: file.name, file }));
  pack(seeds, "seeds.zip").catch(() => showError(unreadable));
});
