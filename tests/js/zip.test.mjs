import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { crc32, zipParts } from "../../articles/static/newsdesk/js/upload/zip.js";

const bytes = (text) => new TextEncoder().encode(text);

/** Return the names and texts that Python's zipfile reads; it checks each checksum. */
function readWithPython(files) {
  const folder = mkdtempSync(join(tmpdir(), "zip-"));
  const path = join(folder, "seeds.zip");
  writeFileSync(path, Buffer.concat(zipParts(files)));
  const script =
    "import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); json.dump({n: z.read(n).decode() for n in z.namelist()}, open(sys.argv[2], 'w'))";
  execFileSync("python3", ["-c", script, path, join(folder, "out.json")]);
  const read = JSON.parse(readFileSync(join(folder, "out.json"), "utf-8"));
  rmSync(folder, { recursive: true });
  return read;
}

describe("zip", () => {
  for (const [text, crc] of [["", 0], ["123456789", 0xcbf43926], ["a", 0xe8b7be43]]) {
    test(`crc32 of "${text}"`, () => assert.equal(crc32(bytes(text)), crc));
  }

  test("archives are read by zipfile", () => {
    const files = { "_news/one.md": "Fog\n", "_news/räv.md": "Bläst\n", "empty.md": "" };
    const parts = Object.entries(files).map(([path, text]) => ({ path, bytes: bytes(text) }));

    assert.deepEqual(readWithPython(parts), files);
  });

  test("an archive may be empty", () => assert.deepEqual(readWithPython([]), {}));
});
