// The content hash against digests that the reference implementation of xxHash 0.8 gives (`xxh128sum`), for lengths at
// every border of the algorithm, and in pieces of any size.
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtMemory } from "../../../src/build/wasm.ts";
import { ContentHash } from "../../../src/core/records/content-hash.ts";
import { giveBack, placed } from "../../support/wasm.ts";

const memory = await builtMemory(128 * 1_048_576);

/** The bytes that xxHash tests itself with. */
function testBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 0x9e3779b1n;
  for (let at = 0; at < length; at++) {
    bytes[at] = Number(state >> 56n);
    state = BigInt.asUintN(64, state * 0x9e3779b185ebca8dn);
  }
  return bytes;
}

function hashOf(pieces: Iterable<Uint8Array>): string {
  const hash = ContentHash.open(memory);
  if (hash === null) throw new Error("no hash.wasm");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

const DIGESTS: readonly (readonly [number, string])[] = [
  [0, "99aa06d3014798d86001c324468d497f"],
  [1, "a6cd5e9392000f6ac44bdff4074eecdb"],
  [2, "76750c3c7bf956687a9978044cb8a8bb"],
  [3, "20efc49ff02422ea54247382a8d6b94d"],
  [4, "970d585ac632bf8e2e7d8d6876a39fe9"],
  [5, "62ed587687606b4e057c7ed2c01fa1d1"],
  [6, "082afe0b8162d12a3e7039bdda43cfc6"],
  [7, "dd9b6039f79ec416081c22dd284a2f0a"],
  [8, "47a7f080d82bb45664c69cab4bb21dc5"],
  [9, "564ef6078950d457ed7ccbc501eb7501"],
  [12, "6e3efd8fc7802b18061a192713f69ad9"],
  [15, "c402609e57ee5772958955df1889e6bc"],
  [16, "c68c368ecf8a9c05562980258a998629"],
  [17, "955fa78643ed3669abbc12d11973d7db"],
  [31, "301048a7ab476d21ec8365e74dc00653"],
  [32, "98fc6458710dc2e8278410a17595e3f9"],
  [33, "3103c192ceaa2dede593bc4e5914c9d1"],
  [64, "6d90e81a9b0fd622efdb6a44690721a9"],
  [65, "6c074d65e54db85afe2f650fa500ec6e"],
  [96, "d9d0b885f56c93f1e9324473ea9afebe"],
  [97, "09dff37faa6b284c7c87228ae9671ba7"],
  [127, "dcfae8002712db1c802a565a8a79a999"],
  [128, "39992220e045260aebb15e34a7fb5ab1"],
  [129, "03815fc91f1b30b686c9e3bc8f0a3b5c"],
  [159, "37562ea4ac14c650996ed46536cc0ef5"],
  [160, "ba5d218964b622ad737126c8d7c09cee"],
  [191, "aa394ffeb17611ebc4333111ab47a522"],
  [192, "064934db40706c3d0679e7f625e389d9"],
  [223, "3f249a473e72280199a2091fbec06cfa"],
  [239, "e59fc6554b5008bcf895e8b860b8a593"],
  [240, "aa4202daa2769dc85c9aae94c8ebe5a0"],
  [241, "99a80ecf0ecfc647c5a639ecd2030e5e"],
  [256, "8b1c66091423d28855de574ad89d0ac5"],
  [257, "f15fee7f9f457599b17fd5a8ae75bb0b"],
  [319, "3f5e05af8ce5dda80fcaa9e59ec5a883"],
  [320, "2c6021659f44e8d375620d350ff5c694"],
  [512, "18d2d110dcc9bca1617e49599013cb6b"],
  [1023, "e8083e4d83214c3c87a8f7b2f2e22496"],
  [1024, "0d30d24071c64c57dd85c9b5c1109c5c"],
  [1025, "fd3ee4fe7f2954c6d870c0fa13211c6a"],
  [1087, "b67e858cf9e0959e047f181e7c8a41b9"],
  [1088, "e0fa3b9e9fb69d83cc1450ea6b52a8f4"],
  [1089, "6e026f1a15e62b39ef727b2effc4cc8c"],
  [2047, "763a9143f0523d15b36ece19fca2197f"],
  [2048, "f736557fd47073a5dd59e2c3a5f038e0"],
  [2049, "4cd2bd192f2d70bdd3afa4329779b921"],
  [2367, "e89c0f6ff369b427cb37aeb9e5d361ed"],
  [3072, "27dfcd2295ab7006696bf231f32ab848"],
  [4096, "b9cfaea2ca5626a4e91206429d1f48f9"],
  [4097, "0c6a7a5f1d0bbb1adac80d543e339451"],
  [65536, "deafbd9df07edb70918f7f0f912ca480"],
  [100000, "351330331bc078fb34d658192a014311"],
];
const longest = testBytes(100_000);

test.each(DIGESTS)("%i bytes", (length, digest) => {
  const bytes = longest.subarray(0, length);
  const there = placed(memory, bytes, 3);
  expect(hashOf([there])).toBe(digest);
  giveBack(memory, there, 3);
  // Bytes that lie elsewhere are copied in.
  expect(hashOf([bytes])).toBe(digest);
});

test("property: pieces of any size give the digest of the whole, and digests on the way that of their part", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(70), fc.nat(1100), fc.nat(4000)), { maxLength: 12 }),
      (sizes) => {
        const hash = ContentHash.open(memory);
        let end = 0;
        for (const size of sizes) {
          hash?.update(longest.subarray(end, end + size));
          end += size;
          expect(hash?.digest()).toBe(hashOf([longest.subarray(0, end)]));
        }
      },
    ),
    { seed: 20261122, numRuns: 300 },
  );
});
